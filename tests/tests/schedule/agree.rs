//! Steps 4 and 5 and tokio run random programs in asyncio's order.

use std::fs;
use std::sync::OnceLock;
use std::time::Duration;

use tests::limit::within;
use tests::ours::{Step04, Step05};
use tests::schedule::{Loop, Program, QueuedTokio, random_program, run};

use crate::asyncio::{self, Recorded};
use crate::shrink::shrink;
use crate::side_by_side::{Trace, side_by_side};

/// How many programs are compared with a live asyncio.
const PROGRAMS: usize = 2000;

/// How many are recorded, and compared where there is no Python.
const RECORDED: usize = 100;

/// Far more than all of it takes.
const LIMIT: Duration = Duration::from_secs(300);

/// Programs, and what asyncio does with them.
pub(crate) fn reference() -> &'static [Recorded] {
    static REFERENCE: OnceLock<Vec<Recorded>> = OnceLock::new();
    REFERENCE.get_or_init(|| {
        let Some(python) = asyncio::python() else {
            let recorded = asyncio::recorded();
            say(&format!(
                "no Python 3.11 or later: compared with the {} recorded traces",
                recorded.len()
            ));
            return recorded;
        };
        let first = std::env::var("SCHEDULE_SEED").ok();
        let first =
            first.map_or(0, |seed| seed.parse().expect("SCHEDULE_SEED is a number"));
        let reference = ask(python, first, PROGRAMS, |_program| true);
        say(&format!(
            "compared with a live asyncio: {} random programs, from seed {first} on",
            reference.len()
        ));
        reference
    })
}

/// Says how much was compared, although it agrees.
pub(crate) fn say(line: &str) {
    tests::say::say("schedule", line);
}

/// Asks asyncio about random programs.
fn ask(
    python: &str,
    first: u64,
    count: usize,
    keep: impl Fn(&Program) -> bool,
) -> Vec<Recorded> {
    let programs = (first..).map(|seed| (seed, random_program(seed)));
    let programs =
        programs.filter(|(_, program)| keep(program) && is_distinct(program));
    let programs: Vec<_> = programs.take(count).collect();
    let of_each: Vec<_> = programs.iter().map(|(_, program)| program).collect();
    let traces = asyncio::run(python, &of_each);
    let all = programs.into_iter().zip(traces);
    all.map(|((seed, program), trace)| Recorded { seed, program, trace }).collect()
}

/// Equal deadlines fire in no particular order in asyncio.
pub(crate) fn is_distinct(program: &Program) -> bool {
    run::<Step04>(program).expect("step 4 has all operations").distinct_deadlines
}

pub(crate) fn lines<L: Loop>(program: &Program) -> Vec<String> {
    run::<L>(program).expect("the loop has all operations").lines
}

/// Compares a loop with asyncio. Of the first program in which they differ, the
/// smallest that is left of it is shown.
fn agrees<L: Loop>(name: &'static str) {
    let count = within(LIMIT, move || {
        let reference = reference();
        let differs = |it: &&Recorded| lines::<L>(&it.program) != it.trace;
        if let Some(Recorded { seed, program, trace }) =
            reference.iter().find(differs)
        {
            let (program, trace) = smallest::<L>(program.clone(), trace.clone());
            let ours = Trace { name: name.to_owned(), lines: lines::<L>(&program) };
            let asyncio = Trace { name: "asyncio".to_owned(), lines: trace };
            panic!(
                "{name} and asyncio differ in the random program of seed {seed} \
                 (SCHEDULE_SEED={seed} begins with it); when it is made smaller, \
                 this is left of it:\n{}",
                side_by_side(&program, ours, asyncio)
            );
        }
        reference.len()
    });
    say(&format!("{name} is asyncio, line by line, in {count} programs"));
}

/// Without Python, it stays as it is.
fn smallest<L: Loop>(
    program: Program,
    trace: Vec<String>,
) -> (Program, Vec<String>) {
    let Some(python) = asyncio::python() else { return (program, trace) };
    let program = shrink(program, |programs| {
        let distinct: Vec<_> =
            programs.iter().filter(|it| is_distinct(it)).collect();
        let traces = asyncio::run(python, &distinct);
        let first =
            distinct.iter().zip(traces).find(|(it, trace)| lines::<L>(it) != *trace);
        first.and_then(|(found, _)| programs.iter().position(|it| it == *found))
    });
    let trace = asyncio::run(python, &[&program]).remove(0);
    (program, trace)
}

#[test]
fn step_4_runs_random_programs_in_asyncios_order() {
    agrees::<Step04>("step 4");
}

#[test]
fn step_5_runs_random_programs_in_asyncios_order() {
    agrees::<Step05<1>>("step 5");
}

#[test]
fn a_second_loop_changes_nothing_on_the_first() {
    agrees::<Step05<2>>("step 5 with a second loop");
}

#[test]
fn tokio_runs_random_programs_in_asyncios_order() {
    agrees::<QueuedTokio>("tokio");
}

/// To record anew: `UPDATE_TRACES=1 cargo test -p tests --test schedule`.
#[test]
fn the_recorded_traces_are_asyncios() {
    let Some(python) = asyncio::python() else {
        return say(
            "no Python 3.11 or later: the recorded traces are taken on trust",
        );
    };
    if std::env::var_os("UPDATE_TRACES").is_some() {
        // So that there are large ones in it, and the file stays small.
        let keep = |program: &Program| (4..100).contains(&program.ops());
        let mut text = String::new();
        for recorded in ask(python, 0, RECORDED, keep) {
            text += &serde_json::to_string(&recorded).expect("a trace is JSON");
            text.push('\n');
        }
        fs::write(asyncio::recording(), text).expect("it can be written");
    }
    let recorded = asyncio::recorded();
    assert_eq!(recorded.len(), RECORDED);
    let programs: Vec<_> = recorded.iter().map(|it| &it.program).collect();
    let traces = asyncio::run(python, &programs);
    for (Recorded { seed, program, trace }, now) in recorded.iter().zip(traces) {
        program.check().expect("the recorded programs are good");
        assert_eq!(*trace, now, "the recorded program of seed {seed}");
    }
}

#[test]
fn the_recorded_programs_run_in_the_recorded_order() {
    for Recorded { seed, program, trace } in asyncio::recorded() {
        assert_eq!(lines::<Step04>(&program), trace, "seed {seed} on step 4");
        assert_eq!(lines::<Step05<1>>(&program), trace, "seed {seed} on step 5");
        assert_eq!(lines::<QueuedTokio>(&program), trace, "seed {seed} on tokio");
    }
}

#[test]
fn the_random_programs_have_everything_in_them() {
    let reference = reference();
    let programs = || reference.iter().map(|it| &it.program);
    let ops = || programs().flat_map(|it| it.tasks.values().flatten());
    let mut counts = String::new();
    let kinds = [
        "log", "sleep", "yield", "spawn", "join", "catch", "wait", "cancel", "fail",
    ];
    for kind in kinds {
        let count = ops().filter(|op| op.name() == kind).count();
        assert!(count >= reference.len() / 20, "{count} times {kind}");
        counts += &format!(" {kind} {count}");
    }
    let largest = programs().map(|it| it.tasks.len()).max().unwrap_or(0);
    assert!(largest >= 30, "{largest} tasks are few");
    let printed: usize = reference.iter().map(|it| it.trace.len()).sum();
    let says = |what: &str| {
        let ended = reference
            .iter()
            .filter(|it| it.trace.iter().any(|line| line.contains(what)));
        ended.count()
    };
    let rare = [
        "is cancelled",
        "the time is up",
        "it was cancelled",
        "it failed",
        "deadlock",
    ];
    for what in rare {
        assert!(says(what) > 0, "no program says `{what}`");
        counts += &format!("; {what}: {} programs", says(what));
    }
    let tasks: usize = programs().map(|it| it.tasks.len()).sum();
    say(&format!(
        "{tasks} tasks, {} operations, {printed} lines:{counts}",
        ops().count()
    ));
}
