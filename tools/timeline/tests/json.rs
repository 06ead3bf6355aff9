//! A recording is read back as it was written, or the reason is said.

mod runs;

use proptest::prelude::*;
use timeline::{
    ClockKind, Event, Kind, Outcome, PollEnd, Recording, TaskName, VERSION, WokenBy,
};

const TASKS: usize = 4;
const THREADS: usize = 3;

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Pending),
        Just(Outcome::Ready),
        Just(Outcome::Panicked)
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    let end = (0..TASKS, outcome(), any::<bool>(), 0..1_u64 << 40);
    prop_oneof![
        (0..TASKS).prop_map(Kind::Spawn),
        (0..TASKS).prop_map(Kind::Poll),
        (0..TASKS).prop_map(Kind::Wake),
        (0..TASKS).prop_map(Kind::Unreachable),
        (0..TASKS).prop_map(Kind::Drop),
        any::<String>().prop_map(Kind::Note),
        end.prop_map(|(task, outcome, lost, again)| {
            Kind::End(PollEnd { task, outcome, lost, again })
        }),
    ]
}

fn recording() -> impl Strategy<Value = Recording> {
    let event = (0..1_000_000_000_u64, 0..THREADS, kind());
    let name = (any::<String>(), proptest::option::of(0..TASKS));
    (
        any::<String>(),
        any::<bool>(),
        proptest::collection::vec(any::<String>(), THREADS),
        proptest::collection::vec(name, TASKS),
        proptest::collection::vec(event, 0..60),
        any::<u64>(),
    )
        .prop_map(|(title, is_virtual, threads, tasks, events, dropped)| {
            let mut at = 0;
            let event = |(later, thread, kind)| {
                at += later;
                let by = match kind {
                    Kind::Wake(task) if at % 3 == 0 => Some(WokenBy::End(task)),
                    Kind::Wake(_) if at % 3 == 1 => Some(WokenBy::Timer),
                    _ => None,
                };
                Event { at, thread, by, kind }
            };
            let clock =
                if is_virtual { ClockKind::Virtual } else { ClockKind::Real };
            let task = |(name, parent)| TaskName { name, parent };
            Recording {
                version: VERSION,
                title,
                clock,
                threads,
                tasks: tasks.into_iter().map(task).collect(),
                events: events.into_iter().map(event).collect(),
                dropped,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_written_is_read_back(recording in recording()) {
        prop_assert_eq!(Recording::from_json(&recording.to_json()), Ok(recording));
    }

    /// Whatever somebody else's program has written: nothing panics.
    #[test]
    fn any_recording_can_be_drawn(recording in recording()) {
        for form in [timeline::Form::Text, timeline::Form::Trace, timeline::Form::Svg,
                     timeline::Form::Page] {
            let drawing = form.draw(&recording);
            prop_assert!(!drawing.is_empty());
        }
    }
}

#[track_caller]
fn is_refused(json: &str, why: &str) {
    let error = Recording::from_json(json).expect_err("it is wrong").to_string();
    assert!(error.contains(why), "{error}");
}

/// A recording in which something is replaced.
fn with(from: &str, to: &str) -> String {
    let json = runs::main2().to_json();
    assert!(json.contains(from), "{json}");
    json.replacen(from, to, 1)
}

#[test]
fn what_is_no_recording_is_refused_with_a_reason() {
    is_refused("", "this is no timeline: EOF");
    is_refused("[1, 2]", "this is no timeline");
    is_refused("{\"hello\": 1}", "missing field `timeline`");
    is_refused("{\"timeline\": 1}", "missing field `title`");
    is_refused(&with("\"timeline\":1", "\"timeline\":2"), "of version 2");
    is_refused(
        &with("\"wake\":3", "\"wake\":33"),
        "is about task 33, and there are 4",
    );
    is_refused(
        &with("\"thread\":0", "\"thread\":5"),
        "is on thread 5, and there are 1",
    );
    is_refused(
        &with("\"at\":0", "\"at\":7"),
        "event 1 is earlier than the one before",
    );
    is_refused(&with("\"parent\":0", "\"parent\":9"), "the parent of task 1");
    let pending = "\"outcome\":\"pending\"";
    let often = format!("{pending},\"again\":{}", u64::MAX);
    is_refused(&with(pending, &often), "can count the polls of event");
    is_refused(
        &with("\"wake\":3", "\"wake\":3,\"by\":{\"end\":9}"),
        "is by task 9, and there are 4",
    );
    is_refused(
        &with("\"poll\":3", "\"poll\":3,\"by\":\"timer\""),
        "says by whom, and is no wake",
    );
    is_refused(&with("\"wake\":3", "\"wake\":3,\"by\":\"magic\""), "no timeline");
    is_refused(&with("\"spawn\":1", "\"spwan\":1"), "this is no timeline");
}

#[test]
fn half_a_file_is_refused() {
    let json = runs::main2().to_json();
    for end in (0..json.len() - 2).step_by(7) {
        assert!(Recording::from_json(&json[..end]).is_err());
    }
}
