//! The page's bytes; how it behaves is tested in a browser, in `browser/`.

use std::time::Instant;

use timeline::{Recorder, Recording, Story, html};

/// A run at one instant: a task that yields so many times.
fn yields(name: &str, times: usize) -> Recording {
    let start = Instant::now();
    let recorder = Recorder::with_clock("a run", move || start);
    step04_spawn::block_on(recorder.task(name, async move {
        for _ in 0..times {
            step04_spawn::yield_now().await;
        }
    }));
    recorder.note(name);
    recorder.finish()
}

fn page(recording: &Recording) -> String {
    html::page(&Story::new(recording))
}

/// How often words are in a text.
fn times(words: &str, text: &str) -> usize {
    text.matches(words).count()
}

#[test]
fn the_same_recording_gives_the_same_bytes() {
    assert_eq!(page(&yields("main", 10)), page(&yields("main", 10)));
}

#[test]
fn a_page_refers_to_nothing_outside_of_it() {
    let page = page(&yields("main", 2));
    for reference in ["src=", "@import", "url(", "fetch(", "import("] {
        assert_eq!(times(reference, &page), 0, "{reference}");
    }
    assert_eq!(times("href=", &page), times("href=\"data:,\"", &page));
    let addresses = times("://", &page);
    assert_eq!(addresses, times("\"http://www.w3.org/2000/svg\"", &page));
}

#[test]
fn names_end_neither_the_script_nor_the_page() {
    let plain = page(&yields("main", 1));
    let odd = "</script></style></title><script>{{data}}<!-- & \" ' \u{2028}";
    let strange = page(&yields(odd, 1));
    for tag in ["<script", "</script", "</style", "</title>", "</html>", "<!--"] {
        assert_eq!(times(tag, &strange), times(tag, &plain), "{tag}");
    }
    assert!(strange.contains("&lt;/script&gt;&lt;/style&gt;"), "it is still there");
}

#[test]
fn a_page_of_a_million_events_is_small_and_says_what_it_leaves_out() {
    let recording = yields("main", 333_333);
    assert!(recording.events.len() > 1_000_000);
    let page = page(&recording);
    assert!(page.len() < 4_000_000, "{} bytes", page.len());
    assert!(
        page.contains("The slider reaches the first 20,000 of 1,000,004 events")
    );
    assert!(page.contains("332,334 more sentences: left out here"));
}

#[test]
fn events_that_were_dropped_are_told_of() {
    let recorder = Recorder::new("short").limit(3);
    step04_spawn::block_on(recorder.task("main", async {}));
    let page = page(&recorder.finish());
    assert!(page.contains("1 more event did not fit in it."));
}

#[test]
fn a_page_of_nothing_says_so() {
    let recording = Recorder::new("nothing").finish();
    assert!(page(&recording).contains("Nothing was recorded."));
    let story = Story::new(&recording);
    assert!(html::compare(&story, &story).contains("Nothing was recorded."));
}

#[test]
fn long_names_and_notes_are_cut() {
    let run = yields(&"long ".repeat(100_000), 3);
    let drawing = timeline::svg::figure(&Story::new(&run)).len();
    let rest = page(&run).len() - drawing;
    assert!(rest < 100_000, "{rest} bytes");
}
