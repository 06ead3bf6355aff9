//! Where asyncio and Rust rightly differ, and what is done about it.

use tests::ours::{Step04, Step05};
use tests::schedule::{Program, QueuedTokio};

use crate::agree::{is_distinct, lines};
use crate::asyncio;

/// Why random programs have distinct deadlines.
#[test]
fn equal_deadlines_fire_in_the_order_they_were_set_but_in_asyncio() {
    let program = Program::parse(
        r#"{"tasks": {
            "main": [{"spawn": "a"}, {"spawn": "b"}, {"spawn": "c"}, {"spawn": "d"},
                     {"catch": "a"}, {"catch": "b"}, {"catch": "c"}, {"catch": "d"}],
            "a": [{"sleep": 5}], "b": [{"sleep": 5}], "c": [{"sleep": 5}],
            "d": [{"sleep": 5}]
        }}"#,
    );
    let program = program.expect("a good program");
    assert!(!is_distinct(&program));
    let wakes = |lines: Vec<String>| -> Vec<String> {
        lines.into_iter().filter(|line| line.ends_with(" wakes")).collect()
    };
    let in_order = ["5 a wakes", "5 b wakes", "5 c wakes", "5 d wakes"];
    assert_eq!(wakes(lines::<Step04>(&program)), in_order);
    assert_eq!(wakes(lines::<Step05<1>>(&program)), in_order);
    if let Some(python) = asyncio::python() {
        let mut asyncio = wakes(asyncio::run(python, &[&program]).remove(0));
        assert_ne!(asyncio, in_order);
        asyncio.sort();
        assert_eq!(asyncio, in_order);
    }
}

/// Asserts that everything runs the program to this end.
fn ends_with(json: &str, end: &[&str]) {
    let program = Program::parse(json).expect("a good program");
    let mut traces = vec![
        lines::<Step04>(&program),
        lines::<Step05<1>>(&program),
        lines::<QueuedTokio>(&program),
    ];
    if let Some(python) = asyncio::python() {
        traces.extend(asyncio::run(python, &[&program]));
    }
    for trace in traces {
        let end: Vec<_> = end.iter().map(|line| (*line).to_owned()).collect();
        assert!(trace.ends_with(&end), "{trace:#?}");
    }
}

/// The end of `late` would queue `main` before `last` is over; and then `main` would
/// hear of that before `busy` goes on.
#[test]
fn a_wait_that_was_given_up_is_not_woken_by_the_end_of_its_task() {
    ends_with(
        r#"{"tasks": {
            "main": [{"spawn": "late"}, {"wait": {"task": "late", "ms": 1}},
                     {"cancel": "late"}, {"spawn": "busy"}, {"spawn": "last"},
                     {"catch": "last"}],
            "late": [{"sleep": 2}], "busy": ["yield"], "last": []
        }}"#,
        &[
            "1 last ends",
            "1 busy goes on",
            "1 busy ends",
            "1 main catches last: last's output",
            "1 main ends",
        ],
    );
}

/// The same, for a wait that ended before its task was spawned.
#[test]
fn a_wait_that_was_given_up_is_not_woken_by_the_arrival_of_its_task() {
    ends_with(
        r#"{"tasks": {
            "main": [{"wait": {"task": "late", "ms": 1}}, {"spawn": "a"}, {"catch": "a"}],
            "a": [{"spawn": "late"}, {"spawn": "b"}], "late": [], "b": []
        }}"#,
        &[
            "1 late ends",
            "1 b starts",
            "1 b ends",
            "1 main catches a: a's output",
            "1 main ends",
        ],
    );
}

/// In asyncio, `await task` would hand the request on to the task.
#[test]
fn cancelling_a_task_that_joins_leaves_the_joined_one_alone() {
    ends_with(
        r#"{"tasks": {
            "main": [{"spawn": "a"}, {"sleep": 1}, {"cancel": "a"}, {"catch": "a"},
                     {"sleep": 5}],
            "a": [{"spawn": "b"}, {"catch": "b"}],
            "b": [{"sleep": 3}]
        }}"#,
        &[
            "1 a is cancelled",
            "1 main catches a: it was cancelled",
            "3 b wakes",
            "3 b ends",
            "6 main wakes",
            "6 main ends",
        ],
    );
}
