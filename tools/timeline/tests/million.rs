//! A long recording is drawn whole, or the drawing says what it leaves out.

mod runs;

use timeline::{Form, Recorder, Recording};

/// In debug, fewer do.
const EVENTS: usize = if cfg!(debug_assertions) { 50_000 } else { 1_000_000 };

fn long_run() -> Recording {
    let recorder = Recorder::new("a long run");
    step04_spawn::block_on(recorder.task("main", async {
        let tasks: Vec<_> = (0..EVENTS / 50)
            .map(|id| {
                let task = recorder.task(&format!("task {id}"), runs::yields(16));
                step04_spawn::spawn(task)
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    }));
    recorder.finish()
}

#[test]
fn a_million_events_are_drawn_in_every_form() {
    let recording = long_run();
    assert!(recording.events.len() >= EVENTS, "{} events", recording.events.len());
    assert_eq!(recording.dropped, 0);
    let text = Form::Text.draw(&recording);
    assert!(text.contains("tasks are left out"), "{text}");
    assert!(text.len() < 200_000, "{} bytes", text.len());
    let svg = Form::Svg.draw(&recording);
    assert!(svg.len() < 1_000_000, "{} bytes", svg.len());
    let page = Form::Page.draw(&recording);
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
    let trace = Form::Trace.draw(&recording);
    assert!(trace.lines().count() >= EVENTS / 3, "a trace has everything");
    let json = Form::Json.draw(&recording);
    assert!(Recording::from_json(&json).unwrap() == recording);
}
