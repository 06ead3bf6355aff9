//! Every event of a trace has the fields that the Trace Event Format asks for.

mod runs;

use std::collections::{BTreeMap, HashMap};

use runs::main2;
use serde_json::Value;
use timeline::{Recorder, Recording, Story, chrome_trace};

/// The events of a trace, each of which has been looked at by itself.
fn events(recording: &Recording) -> Vec<Value> {
    let trace = chrome_trace(&Story::new(recording));
    let trace: Value = serde_json::from_str(&trace).expect("it is JSON");
    assert!(["ms", "ns"].contains(&trace["displayTimeUnit"].as_str().unwrap()));
    assert!(trace["otherData"].is_object());
    let events = trace["traceEvents"].as_array().expect("an array").clone();
    events.iter().for_each(check);
    events
}

/// One event, by the fields of its phase.
fn check(event: &Value) {
    let fields = event.as_object().expect("an event is an object");
    assert!(event["name"].is_string(), "{event}");
    assert!(event["pid"].is_u64() && event["tid"].is_u64(), "{event}");
    let is_time =
        |field: &str| event[field].as_f64().is_some_and(|time| time >= 0.0);
    let more: &[&str] = match event["ph"].as_str().expect("it has a phase") {
        "M" => {
            let names = ["process_name", "thread_name"];
            assert!(names.contains(&event["name"].as_str().unwrap()), "{event}");
            assert!(event["args"]["name"].is_string(), "{event}");
            &[]
        }
        "X" => {
            assert!(is_time("ts") && is_time("dur"), "{event}");
            &["cat", "ts", "dur"]
        }
        "b" | "e" => {
            assert!(is_time("ts") && event["id"].is_u64(), "{event}");
            assert!(event["cat"].is_string(), "async events are told apart by it");
            &["cat", "ts", "id"]
        }
        "s" => {
            assert!(is_time("ts") && event["id"].is_u64(), "{event}");
            &["cat", "ts", "id"]
        }
        "f" => {
            assert!(is_time("ts") && event["id"].is_u64(), "{event}");
            assert_eq!(event["bp"], "e", "or it is bound to the next slice");
            &["cat", "ts", "id", "bp"]
        }
        "i" => {
            assert!(is_time("ts"), "{event}");
            assert_eq!(event["s"], "t", "the scope is the thread");
            &["cat", "ts", "s"]
        }
        phase => panic!("`{phase}` isn't one of the phases that are used"),
    };
    for field in fields.keys() {
        let common = ["ph", "name", "pid", "tid", "args"];
        let known =
            common.contains(&field.as_str()) || more.contains(&field.as_str());
        assert!(known, "`{field}` is no field of {event}");
    }
}

fn of<'a>(events: &'a [Value], phase: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["ph"] == phase).collect()
}

/// Slices of a thread are apart or one within the other.
fn nest(events: &[Value]) {
    let mut threads: BTreeMap<u64, Vec<(f64, f64, bool)>> = BTreeMap::new();
    for slice in of(events, "X") {
        let begin = slice["ts"].as_f64().unwrap();
        let end = begin + slice["dur"].as_f64().unwrap();
        threads.entry(slice["tid"].as_u64().unwrap()).or_default().push((
            begin,
            end,
            slice["cat"] == "wake",
        ));
    }
    for slices in threads.values_mut() {
        // What is no poll is alone.
        for &(begin, end, _) in slices.iter().filter(|(_, _, is_wake)| *is_wake) {
            assert!(end - begin <= 1.0 + 1e-4, "{begin} to {end}");
            let apart = |other: &&(f64, f64, bool)| {
                other.0 + 1e-4 >= end || other.1 <= begin + 1e-4
            };
            assert_eq!(slices.iter().filter(apart).count(), slices.len() - 1);
        }
        slices.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut open: Vec<f64> = Vec::new();
        for &(begin, end, _) in slices.iter() {
            // Thousandths of microseconds: what is lost in adding them doesn't count.
            open.retain(|&until| until > begin + 1e-4);
            assert!(
                open.iter().all(|&until| end <= until + 1e-4),
                "{begin} to {end}"
            );
            open.push(end);
        }
    }
}

/// An arrow leaves from a slice and ends in one, and not before it began.
fn arrows_join_slices(events: &[Value]) {
    let slices = of(events, "X");
    let is_in_a_slice = |end: &Value| {
        let time = end["ts"].as_f64().unwrap();
        slices.iter().any(|slice| {
            let begin = slice["ts"].as_f64().unwrap();
            let until = begin + slice["dur"].as_f64().unwrap();
            slice["tid"] == end["tid"] && begin <= time && time <= until + 1e-4
        })
    };
    let begins: HashMap<_, _> =
        of(events, "s").iter().map(|event| (event["id"].as_u64(), *event)).collect();
    let ends = of(events, "f");
    assert_eq!(begins.len(), ends.len());
    for end in ends {
        let begin = begins[&end["id"].as_u64()];
        assert!(begin["ts"].as_f64() <= end["ts"].as_f64(), "{begin} {end}");
        assert!(is_in_a_slice(begin), "{begin}");
        assert!(is_in_a_slice(end), "{end}");
        assert_eq!((&begin["name"], &begin["cat"]), (&end["name"], &end["cat"]));
    }
}

#[test]
fn main2_is_a_valid_trace() {
    let recording = main2();
    let events = events(&recording);
    nest(&events);
    arrows_join_slices(&events);
    assert_eq!(of(&events, "b").len(), 4);
    assert_eq!(of(&events, "e").len(), 4);
    assert_eq!(of(&events, "i").len(), 3);
    assert_eq!(of(&events, "s").len(), 4);
    let polls = of(&events, "X").into_iter().filter(|it| it["cat"] == "poll");
    let lengths: Vec<_> = polls.map(|poll| poll["dur"].as_f64().unwrap()).collect();
    assert_eq!(lengths.len(), 8);
    assert!(lengths.iter().all(|&length| length >= 1.0), "or nobody sees them");
}

#[test]
fn a_life_begins_before_it_ends() {
    let events = events(&main2());
    for (begin, end) in of(&events, "b").into_iter().zip(of(&events, "e")) {
        assert_eq!((&begin["id"], &begin["cat"]), (&end["id"], &end["cat"]));
        assert!(begin["ts"].as_f64() < end["ts"].as_f64());
    }
}

#[test]
fn threads_nested_polls_and_panics_make_a_valid_trace() {
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(3)
        .build()
        .unwrap();
    let recorder = Recorder::new("on three threads, by the real clock");
    let (sender, receiver) = step04_spawn::oneshot::channel();
    let outside = std::thread::spawn(move || sender.send(()).unwrap());
    tokio.block_on(recorder.task("main", async {
        let task = |id| {
            let inner = recorder.task("inner", runs::yields(3));
            recorder.task(&format!("task {id}"), async move {
                inner.await;
                assert_ne!(id, 7, "this panic is meant");
            })
        };
        let tasks: Vec<_> = (0..30).map(|id| tokio::spawn(task(id))).collect();
        for task in tasks {
            let _ = task.await;
        }
        receiver.await.unwrap();
    }));
    outside.join().unwrap();
    let events = events(&recorder.finish());
    nest(&events);
    arrows_join_slices(&events);
    assert_eq!(of(&events, "b").len(), 61);
}

#[test]
fn a_recording_cut_short_is_a_valid_trace() {
    for limit in 0..40 {
        let recorder = Recorder::new("cut").limit(limit);
        step04_spawn::block_on(recorder.task("main", runs::yields(9)));
        let events = events(&recorder.finish());
        nest(&events);
        arrows_join_slices(&events);
    }
}
