use benches::{Case, Workload, cases, workloads};

use crate::arguments::Choice;

/// The workloads that were asked for, each with the cases that were asked for.
pub(crate) type Chosen = Vec<(Workload, Vec<Case>)>;

impl Choice {
    /// # Errors
    ///
    /// One sentence, with the names that there are, if one is asked for that isn't.
    pub(crate) fn choose(&self) -> Result<Chosen, String> {
        let (workloads, cases) = (workloads(), cases());
        let known: Vec<_> = workloads.iter().map(|workload| workload.name).collect();
        let these = names("workload", &self.workloads, &known)?;
        let those = names("entrant", &self.entrants, &entrants(&cases))?;
        let chosen = workloads.into_iter().filter_map(|workload| {
            let takes_part = |case: &&Case| {
                case.workload == workload.name
                    && these.contains(&workload.name)
                    && those.contains(&case.entrant)
            };
            let cases: Vec<_> = cases.iter().filter(takes_part).copied().collect();
            (!cases.is_empty()).then_some((workload, cases))
        });
        let chosen: Chosen = chosen.collect();
        if chosen.is_empty() {
            return Err(
                "none of these entrants takes part in any of these workloads: \
                        see `ratios --list`"
                    .to_owned(),
            );
        }
        Ok(chosen)
    }
}

/// Returns all names, in the order of the reports.
pub(crate) fn entrants(cases: &[Case]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for case in cases {
        if !names.contains(&case.entrant) {
            names.push(case.entrant);
        }
    }
    names
}

/// Returns those of the known names that were asked for: by the name itself, or by
/// how some names begin. `yields` asks for `yields-1` and `yields-100`, and `yields-1`
/// for itself alone.
fn names(
    what: &str,
    asked: &[String],
    known: &[&'static str],
) -> Result<Vec<&'static str>, String> {
    if asked.is_empty() {
        return Ok(known.to_vec());
    }
    let mut names = Vec::new();
    for asked in asked {
        let exact = known.contains(&asked.as_str());
        let fits = |name: &&str| {
            if exact { *name == asked } else { name.starts_with(asked.as_str()) }
        };
        let before = names.len();
        names.extend(known.iter().filter(|name| fits(name)).copied());
        if names.len() == before || asked.is_empty() {
            let known = known.join(", ");
            return Err(format!("there is no {what} `{asked}`; there are: {known}"));
        }
    }
    Ok(names)
}
