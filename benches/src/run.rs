//! Takes the samples, everybody in turns.

use std::panic;
use std::time::{Duration, Instant};

use crate::results::{Absent, EntrantResult, WorkloadResult};
use crate::roster::Case;
use crate::usage::preemptions;
use crate::workload::{Sample, Size, Workload};
use crate::{child, pin};

/// What to run, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How large a sample is.
    pub size: Size,
    /// At most so many samples of everybody.
    pub rounds: usize,
    /// No further round of a workload begins after so long.
    pub time: Duration,
}

/// Runs one workload: round by round, everybody once in each, and in each in another
/// order, so that nobody always comes after the same one, who leaves caches and cores
/// as it does.
///
/// Who fails is left out and named.
pub fn run(
    workload: &Workload,
    cases: &[Case],
    effort: Effort,
) -> (WorkloadResult, Vec<Absent>) {
    let mut samples = vec![Vec::new(); cases.len()];
    let mut absent = Vec::new();
    let mut failed = vec![false; cases.len()];
    let start = Instant::now();
    for round in 0..effort.rounds {
        if round > 0 && start.elapsed() >= effort.time {
            break;
        }
        let mut order: Vec<_> = (0..cases.len()).collect();
        fastrand::Rng::with_seed(round as u64).shuffle(&mut order);
        for place in order {
            if failed[place] {
                continue;
            }
            pin::process(workload.cores);
            match take(workload, &cases[place], effort.size) {
                Ok(sample) => samples[place].push(sample),
                Err(why) => {
                    failed[place] = true;
                    absent.push(missing(&cases[place], why));
                }
            }
        }
    }
    pin::process(usize::MAX);
    let entrants = cases.iter().zip(samples);
    let entrants = entrants.filter(|(_, samples)| !samples.is_empty());
    let entrants = entrants.map(|(case, samples)| entrant(workload, case, &samples));
    (workload.result(entrants.collect()), absent)
}

fn take(workload: &Workload, case: &Case, size: Size) -> Result<Sample, String> {
    if workload.alone {
        return child::sample(case, size);
    }
    let take = || match workload.busy {
        true => undisturbed(|| (case.sample)(size)),
        false => (case.sample)(size),
    };
    // Whoever could do it as small as possible may fail when there is more to do.
    panic::catch_unwind(take).map_err(|panic| {
        let sentence = panic.downcast_ref::<String>().map(String::as_str);
        let sentence = sentence.or(panic.downcast_ref::<&str>().copied());
        sentence.unwrap_or("it panicked").to_owned()
    })
}

/// Takes a sample again if somebody else had the core in the midst of it: that would
/// be milliseconds that say nothing of the entrant. Some days nobody is left alone; and
/// in a sample that takes long it doesn't matter.
fn undisturbed(mut sample: impl FnMut() -> Sample) -> Sample {
    const TRIES: usize = 4;
    const LONG: Duration = Duration::from_millis(50);
    // Caches and allocators are as the last entrant has left them: the first sample,
    // of everybody, is for them.
    sample();
    for _ in 1..TRIES {
        let (before, start) = (preemptions(), Instant::now());
        let taken = sample();
        if preemptions() == before || start.elapsed() > LONG {
            return taken;
        }
    }
    sample()
}

/// Says that a case can't run, and why.
#[must_use]
pub fn missing(case: &Case, why: String) -> Absent {
    let (entrant, workload) = (case.entrant.to_owned(), case.workload.to_owned());
    Absent { entrant, workload: Some(workload), why }
}

fn entrant(workload: &Workload, case: &Case, samples: &[Sample]) -> EntrantResult {
    let mut late: Vec<_> = samples.iter().filter_map(|sample| sample.late).collect();
    late.sort_unstable();
    let late = late.get(late.len() / 2);
    let late = late.map(|late| format!("{:.2} ms late", late.as_secs_f64() * 1e3));
    let notes: Vec<_> =
        case.note.map(str::to_owned).into_iter().chain(late).collect();
    let against = workload.against.unwrap_or_default();
    EntrantResult {
        name: case.entrant.to_owned(),
        ours: case.ours,
        counts_as_peer: case.counts_as_peer && case.entrant.starts_with(against),
        note: (!notes.is_empty()).then(|| notes.join("; ")),
        samples: samples.iter().map(|sample| sample.figure).collect(),
    }
}
