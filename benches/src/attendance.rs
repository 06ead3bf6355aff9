use crate::child;
use crate::results::Absent;
use crate::roster::Case;
use crate::run::missing;

/// Tries everything once, each time in another process, and parts the cases in those
/// that can run here and those that can't.
///
/// Who fails at the first thing that it is asked for isn't asked for more.
pub fn attendance(
    cases: Vec<Case>,
    mut tried: impl FnMut(&Case),
) -> (Vec<Case>, Vec<Absent>) {
    let (mut able, mut absent) = (Vec::<Case>::new(), Vec::<Absent>::new());
    for case in cases {
        tried(&case);
        let name = case.entrant;
        let nowhere = |absent: &&Absent| absent.entrant == name;
        if !able.iter().any(|able| able.entrant == name)
            && let Some(first) = absent.iter_mut().find(|absent| nowhere(&&**absent))
        {
            first.workload = None;
            continue;
        }
        match child::attempt(&case) {
            Ok(()) => able.push(case),
            Err(why) => absent.push(missing(&case, why)),
        }
    }
    (able, absent)
}
