use std::collections::BTreeSet;
use std::env;
use std::time::SystemTime;

use benches::results::{Absent, Results};
use benches::{Case, Effort, Size, attendance, pin, report, run};
use indicatif::{ProgressBar, ProgressStyle};

use crate::choice::Chosen;
use crate::date;

/// Runs all that was chosen, with a bar on standard error if that is a terminal.
pub(crate) fn measure(chosen: Chosen, effort: Effort) -> Results {
    let date = date::iso(SystemTime::now());
    let mut absent = benches::excused();
    let chosen = attend(chosen, &mut absent);
    let bar = bar(chosen.len(), "{bar:30} {pos}/{len} {msg} (about {eta} left)");
    let mut results = Vec::new();
    for (workload, cases) in chosen {
        bar.set_message(workload.name);
        let (result, missing) = run(&workload, &cases, effort);
        results.push(result);
        absent.extend(missing);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Results {
        machine: report::machine::describe(benches::ALLOCATOR),
        command: command(),
        date,
        rounds: effort.rounds,
        quick: effort.size != Size::Full,
        workloads: results,
        absent,
    }
}

/// Keeps what can run here.
fn attend(chosen: Chosen, absent: &mut Vec<Absent>) -> Chosen {
    let cores = pin::cores().len();
    let (chosen, too_large): (Chosen, Chosen) =
        chosen.into_iter().partition(|(workload, _)| workload.cores <= cores);
    for (workload, cases) in too_large {
        let why = format!("it needs {} cores and may use {cores}", workload.cores);
        absent.extend(cases.iter().map(|case| run::missing(case, why.clone())));
    }
    let mut cases: Vec<Case> =
        chosen.iter().flat_map(|(_, cases)| cases).copied().collect();
    // All of one entrant's in a row.
    cases.sort_by_key(|case| case.entrant);
    let bar = bar(cases.len(), "{bar:30} who can run here: {msg}");
    let (able, unable) = attendance(cases, |case| {
        bar.set_message(case.entrant);
        bar.inc(1);
    });
    bar.finish_and_clear();
    absent.extend(unable);
    let able: BTreeSet<_> =
        able.iter().map(|case| (case.workload, case.entrant)).collect();
    let attend = |(workload, mut cases): (_, Vec<Case>)| {
        cases.retain(|case| able.contains(&(case.workload, case.entrant)));
        (!cases.is_empty()).then_some((workload, cases))
    };
    chosen.into_iter().filter_map(attend).collect()
}

fn bar(length: usize, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    let style = style.expect("the template is well-formed").progress_chars("=> ");
    ProgressBar::new(length as u64).with_style(style)
}

/// Returns what to type to run it again.
fn command() -> String {
    let arguments = env::args().skip(1).collect::<Vec<_>>().join(" ");
    let command = "cargo run --release -p benches --bin ratios";
    if arguments.is_empty() {
        command.to_owned()
    } else {
        format!("{command} -- {arguments}")
    }
}
