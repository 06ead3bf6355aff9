//! The run in words.

use std::time::Instant;

use timeline::{Event, Kind, Outcome, PollEnd, Recorder, Recording, Story, svg};

/// A task of this name that yields once.
fn yields(name: &str) -> Recording {
    let start = Instant::now();
    let recorder = Recorder::with_clock("a yield", move || start);
    step04_spawn::block_on(recorder.task(name, step04_spawn::yield_now()));
    recorder.finish()
}

/// The same, with the first poll repeated so often.
fn repeated(again: u64) -> Recording {
    let mut recording = yields("main");
    for event in &mut recording.events {
        if let Event { kind: Kind::End(end), .. } = event
            && end.outcome == Outcome::Pending
        {
            *end = PollEnd { again, ..end.clone() };
        }
    }
    recording
}

#[test]
fn large_numbers_have_their_digits_in_groups() {
    let recording = repeated(1_204_330);
    let story = Story::new(&recording);
    let sentence = &story.sentences()[0];
    assert!(sentence.contains("is polled 1,204,331 times"), "{sentence}");
    assert!(story.summary().contains("1,204,332 polls"), "{}", story.summary());
    let end = (0..).find(|&it| matches!(recording.events[it].kind, Kind::End(_)));
    let words = story.event_in_words(end.expect("it is polled"));
    assert_eq!(words, "main is pending, as 1,204,330 times more");
    let text = timeline::text(&story);
    assert!(text.contains("1,204,331"), "{text}");
}

#[test]
fn a_long_name_is_short_in_sentences_and_whole_in_its_title() {
    let name = "long ".repeat(1_000);
    let recording = yields(&name);
    let story = Story::new(&recording);
    for sentence in story.sentences() {
        assert!(sentence.chars().count() < 200, "{sentence}");
        assert!(sentence.contains("long long…"), "{sentence}");
    }
    for event in 0..recording.events.len() {
        assert!(story.event_in_words(event).chars().count() < 200);
    }
    let drawing = svg::wide(&story);
    assert_eq!(drawing.matches(&name).count(), 1, "in the title of its row");
}

#[test]
fn a_name_from_right_to_left_turns_only_itself_around() {
    let recording = yields("שלום");
    let story = Story::new(&recording);
    let sentence = "Turn 1, at 0 s: \u{2068}שלום\u{2069} is polled, wakes itself, and \
                    is pending.";
    assert_eq!(story.sentences()[0], sentence);
    assert!(svg::wide(&story).contains(sentence), "also in the drawing");
    // What would turn the rest of the sentence isn't in it.
    let recording = yields("a\u{202e}b\u{2067}c");
    let sentence = &Story::new(&recording).sentences()[0];
    assert!(sentence.starts_with("Turn 1, at 0 s: abc is polled"), "{sentence}");
}

#[test]
fn what_is_awaited_inside_of_a_task_is_not_spawned() {
    let start = Instant::now();
    let recorder = Recorder::with_clock("nested", move || start);
    let inner = recorder.clone();
    step04_spawn::block_on(recorder.task("main", async move {
        inner.task("inner", async {}).await;
    }));
    let recording = recorder.finish();
    assert_eq!(
        Story::new(&recording).sentences(),
        ["Turn 1, at 0 s: main is polled, polls inner, and finished."]
    );
}
