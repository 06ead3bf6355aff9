//! The SVG drawings: whole, legible, and about what was recorded.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, Instant};

use roxmltree::{Document, Node};
use step01_poll::{RoundRobin, yield_now};
use step04_spawn::{Clock, block_on_with, sleep, spawn};
use timeline::{
    By, ClockKind, Event, Kind, Outcome, PollEnd, Recorder, Recording, Story,
    TaskName, VERSION, svg,
};

fn on_virtual_clock<F: Future>(
    title: &str,
    main: impl FnOnce(Recorder) -> F,
) -> Recording {
    let clock = Clock::new_virtual();
    let now = clock.clone();
    let recorder = Recorder::with_clock(title, move || now.now());
    let main = recorder.task("main", main(recorder.clone()));
    let _ = block_on_with(clock, main);
    recorder.finish()
}

fn main2() -> Recording {
    on_virtual_clock("main2 on step04-spawn", async |recorder: Recorder| {
        for (name, seconds) in [("A", 5), ("B", 10), ("C", 1)] {
            let notes = recorder.clone();
            drop(spawn(recorder.task(name, async move {
                sleep(Duration::from_secs(seconds)).await;
                notes.note(name);
            })));
        }
        sleep(Duration::from_secs(11)).await;
    })
}

/// Finished, cancelled, lost and panicked.
fn fates() -> Recording {
    on_virtual_clock("four fates", async |recorder: Recorder| {
        let cancelled = spawn(recorder.task("never", sleep(Duration::MAX)));
        let forgotten = poll_fn(|_| Poll::<()>::Pending);
        drop(spawn(recorder.task("forgotten", forgotten)));
        let panicked = async {
            sleep(Duration::from_secs(1)).await;
            panic!("this panic belongs to the test");
        };
        drop(spawn(recorder.task("unlucky", panicked)));
        sleep(Duration::from_secs(2)).await;
        cancelled.abort();
        sleep(Duration::from_secs(2)).await;
    })
}

/// Tasks with these names, each polled twice.
fn named(names: &[&str]) -> Recording {
    let recorder = Recorder::new("names");
    let mut queue = RoundRobin::new();
    for name in names {
        queue.push(recorder.task(name, yield_now()));
    }
    queue.run();
    drop(queue);
    recorder.finish()
}

/// A recording made by hand: in each turn, every task is polled and wakes itself.
fn busy(tasks: usize, turns: usize) -> Recording {
    let mut events = Vec::new();
    let mut at = 0;
    let mut add = |kind| {
        at += 100;
        events.push(Event { at, thread: 0, by: None, kind });
    };
    (0..tasks).for_each(|task| add(Kind::Spawn(task)));
    for _ in 0..turns {
        for task in 0..tasks {
            add(Kind::Poll(task));
            add(Kind::Wake(task));
            let outcome = Outcome::Pending;
            add(Kind::End(PollEnd { task, outcome, lost: false, again: 0 }));
        }
    }
    Recording {
        version: VERSION,
        title: format!("{tasks} tasks"),
        clock: ClockKind::Real,
        threads: vec!["main".to_owned()],
        tasks: (0..tasks)
            .map(|task| TaskName { name: format!("task {task}"), parent: None })
            .collect(),
        events,
        dropped: 0,
    }
}

fn all_drawings(recording: &Recording) -> Vec<String> {
    let story = Story::new(recording);
    vec![
        svg::wide(&story),
        svg::narrow(&story),
        svg::figure(&story),
        svg::strip(&story),
        svg::compare(&story, &story),
    ]
}

fn small_runs() -> Vec<Recording> {
    vec![
        main2(),
        fates(),
        named(&["a", "b"]),
        busy(3, 4),
        Recorder::new("nothing").finish(),
    ]
}

/// How many elements have a class.
fn count(document: &Document<'_>, class: &str) -> usize {
    let has = |node: &Node<'_, '_>| {
        let classes = node.attribute("class").unwrap_or("");
        classes.split(' ').any(|it| it == class)
    };
    document.descendants().filter(has).count()
}

fn parse(drawing: &str) -> Document<'_> {
    Document::parse(drawing).unwrap_or_else(|error| panic!("{error}\n{drawing}"))
}

fn words(document: &Document<'_>) -> String {
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.filter_map(|node| node.text()).collect::<Vec<_>>().join(" ")
}

fn description(drawing: &str) -> String {
    let document = parse(drawing);
    let desc = document.descendants().find(|node| node.has_tag_name("desc"));
    desc.and_then(|node| node.text()).expect("it is described").to_owned()
}

#[test]
fn every_drawing_is_xml_that_can_stand_in_a_page() {
    for recording in small_runs() {
        for drawing in all_drawings(&recording) {
            let document = parse(&drawing);
            let root = document.root_element();
            assert_eq!(root.attribute("role"), Some("img"));
            assert!(root.attribute("aria-label").is_some_and(|it| it.len() < 200));
            let one =
                |tag| root.children().filter(|it| it.has_tag_name(tag)).count();
            assert_eq!((one("title"), one("desc"), one("style")), (1, 1, 1));
            assert!(!drawing.contains("\n\n"), "a blank line ends it in Markdown");
            let mut nodes = document.descendants();
            assert!(nodes.all(|node| node.attribute("id").is_none()));
        }
    }
}

#[test]
fn every_poll_wake_task_and_turn_of_a_small_run_is_drawn() {
    for recording in small_runs() {
        let story = Story::new(&recording);
        let wide = svg::wide(&story);
        let document = parse(&wide);
        let rows = document
            .descendants()
            .filter(|node| node.has_tag_name("g"))
            .filter(|node| node.children().any(|it| it.has_tag_name("title")));
        let rows: Vec<_> = rows.collect();
        assert_eq!(rows.len(), story.lives.len());
        let blocks = rows.iter().flat_map(Node::children);
        let blocks = blocks.filter(|it| it.attribute("class") == Some("run"));
        assert_eq!(blocks.count(), story.polls.len());
        // One more is in the legend.
        let legend = usize::from(!story.wakes.is_empty());
        assert_eq!(count(&document, "wake"), story.wakes.len() + legend);
        // Each poll here has its chip, and each turn its band.
        assert_eq!(count(&document, "chip"), story.polls.len());
        assert_eq!(count(&document, "band"), story.turns.len());
    }
}

#[test]
fn the_description_names_every_turn() {
    for recording in small_runs() {
        let story = Story::new(&recording);
        for drawing in [svg::wide(&story), svg::narrow(&story), svg::figure(&story)]
        {
            let description = description(&drawing);
            for turn in 0..story.turns.len() {
                let sentence = story.turn_in_words(turn);
                assert!(
                    description.contains(&sentence),
                    "{sentence}: {description}"
                );
            }
        }
    }
}

#[test]
fn the_description_of_a_long_run_says_what_it_leaves_out() {
    let recording = busy(3, 1_000);
    let description = description(&svg::wide(&Story::new(&recording)));
    assert!(description.contains("Turn 1,") && description.contains("Turn 1,000,"));
    assert!(description.contains("Here 968 turns are left out: 2,904 polls."));
}

#[test]
fn the_same_story_is_the_same_bytes() {
    for (one, other) in small_runs().iter().zip(small_runs()) {
        assert_eq!(all_drawings(one), all_drawings(one));
        // Nothing is drawn that isn't in the recording.
        let read = Recording::from_json(&one.to_json()).expect("it is our own");
        assert_eq!(all_drawings(one), all_drawings(&read));
        if one.clock == ClockKind::Virtual {
            assert_eq!(all_drawings(one), all_drawings(&other));
        }
    }
}

#[test]
fn names_of_any_kind_are_kept_and_do_no_harm() {
    let long = "x".repeat(200);
    let names =
        ["<b>&\"'", "a\nb\tc\u{0}\u{1b}", "🦀", "שלום", "\u{202e}abc", "", &long];
    for drawing in all_drawings(&named(&names)) {
        let document = parse(&drawing);
        assert!(!drawing.contains('\u{202e}'), "it would turn what follows around");
        assert!(!drawing.contains("\n\n"));
        assert!(description(&drawing).contains("<b>&\"'"));
        assert!(description(&drawing).contains("a␊b␉c␀␛"));
        let texts = document.descendants().filter(|it| it.has_tag_name("text"));
        for text in texts.filter_map(|node| node.text()) {
            assert!(text.chars().count() < 150, "{text} isn't shortened");
        }
    }
    let recording = named(&names);
    let wide = svg::wide(&Story::new(&recording));
    assert!(wide.contains(&format!("<title>{long}: 2 polls")), "the full name");
}

#[test]
fn main2_is_small() {
    let recording = main2();
    let story = Story::new(&recording);
    assert!(svg::wide(&story).len() < 14_000);
    assert!(svg::narrow(&story).len() < 14_000);
    assert!(svg::figure(&story).len() < 24_000);
}

#[test]
fn a_large_run_stays_small_and_says_what_is_missing() {
    for (tasks, turns) in [(1_000, 3), (60, 60), (2, 20_000)] {
        let recording = busy(tasks, turns);
        let story = Story::new(&recording);
        for drawing in all_drawings(&recording) {
            assert!(drawing.len() < 200_000, "{}", drawing.len());
        }
        let wide = svg::wide(&story);
        let words = words(&parse(&wide));
        assert!(words.contains("polls aren't drawn."), "{words}");
        if tasks > 24 {
            let more = if tasks == 1_000 { "976" } else { "36" };
            let more = format!("{more} tasks more have no row here.");
            assert!(words.contains(&more), "{words}");
        }
    }
}

#[test]
fn turns_that_are_left_out_are_named() {
    let recording = busy(2, 20_000);
    let wide = svg::wide(&Story::new(&recording));
    let words = words(&parse(&wide));
    assert!(words.contains("turns 33 to 19,984 left out: 39,904 polls"), "{words}");
}

#[test]
fn a_million_events_are_drawn_in_seconds() {
    let recording = busy(1_000, 333);
    let story = Story::new(&recording);
    let start = Instant::now();
    let figure = svg::figure(&story);
    assert!(figure.len() < 200_000);
    // Some ten times what it takes.
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn no_text_leaves_the_drawing() {
    let mut recordings = small_runs();
    recordings.extend([busy(30, 30), named(&["a longer name than most"; 5])]);
    let mut threads = two_loops();
    threads.threads.iter_mut().for_each(|it| *it = format!("a thread with {it}"));
    recordings.extend([two_loops(), threads]);
    for recording in recordings {
        let story = Story::new(&recording);
        for drawing in [svg::wide(&story), svg::narrow(&story), svg::strip(&story)] {
            let document = parse(&drawing);
            let size = document.root_element().attribute("viewBox").expect("a size");
            let size: Vec<f64> =
                size.split(' ').map(|it| it.parse().expect("a number")).collect();
            let texts = document.descendants().filter(|it| it.has_tag_name("text"));
            for node in texts.filter(|it| it.attribute("x").is_some()) {
                let number = |name| -> f64 {
                    node.attribute(name)
                        .and_then(|it| it.parse().ok())
                        .expect("x, y")
                };
                let text = node.text().unwrap_or("");
                let class = node.attribute("class").unwrap_or("");
                let letter = if class.contains('n') { 6.4 } else { 5.2 };
                let width = letter * text.chars().count() as f64;
                let is_centred = class.ends_with('m');
                let from = number("x") - if is_centred { width / 2.0 } else { 0.0 };
                assert!(from > -6.0, "{text} at {from}");
                assert!(from + width < size[2] + 12.0, "{text} at {from}: {width}");
                assert!((8.0..size[3]).contains(&number("y")), "{text}");
            }
        }
    }
}

#[test]
fn fates_differ_in_shape_and_not_only_in_colour() {
    let recording = fates();
    let story = Story::new(&recording);
    for drawing in [svg::wide(&story), svg::narrow(&story)] {
        let document = parse(&drawing);
        let ends = document
            .descendants()
            .filter(|node| node.attribute("class") == Some("end"))
            .filter_map(|node| node.attribute("d"));
        // The steps of the path without its places.
        let shapes: BTreeSet<String> = ends
            .map(|data| data.chars().filter(char::is_ascii_alphabetic).collect())
            .collect();
        assert_eq!(shapes.len(), 3, "finished, cancelled and panicked: {shapes:?}");
        for class in ["asleep", "lost", "queued", "stripe", "dots", "glyph"] {
            assert!(count(&document, class) > 0, "{class}");
        }
    }
    let wide = svg::wide(&story);
    // In its row; the legend says more.
    assert_eq!(wide.matches(">lost</text>").count(), 1);
}

#[test]
fn a_turn_is_as_wide_as_its_polls_and_a_park_is_to_scale() {
    let recording = main2();
    let wide = svg::wide(&Story::new(&recording));
    let document = parse(&wide);
    let bands: Vec<[f64; 2]> = document
        .descendants()
        .filter(|node| node.attribute("class") == Some("band"))
        .map(|node| {
            ["x", "width"].map(|name| {
                node.attribute(name)
                    .and_then(|it| it.parse().ok())
                    .expect("a number")
            })
        })
        .collect();
    let rests: Vec<f64> =
        bands.windows(2).map(|pair| pair[1][0] - pair[0][0] - pair[0][1]).collect();
    // 0, 1, 4, 5 and 1 seconds, and 4 points between any two turns.
    let second = rests[1] - rests[0];
    assert!((rests[0] - 4.0).abs() < 0.2, "main alone is turn 1: {rests:?}");
    for (rest, seconds) in rests.iter().zip([0.0, 1.0, 4.0, 5.0, 1.0]) {
        assert!((rest - 4.0 - seconds * second).abs() < 0.5, "{rests:?}");
    }
}

#[test]
fn polls_that_were_counted_are_one_block_with_their_number() {
    let recorder = Recorder::new("a loop that spins");
    let mut left = 5_000;
    step01_poll::block_on(recorder.task(
        "main",
        poll_fn(move |_| {
            left -= 1;
            if left == 0 { Poll::Ready(()) } else { Poll::Pending }
        }),
    ));
    let recording = recorder.finish();
    let story = Story::new(&recording);
    let wide = svg::wide(&story);
    assert!(words(&parse(&wide)).contains("polled 4,999 times"));
    assert_eq!(story.polls.len(), 2);
}

#[test]
fn a_task_that_is_awaited_inside_another_stands_below_it_and_in_no_queue() {
    let recording = on_virtual_clock("nested", async |recorder: Recorder| {
        drop(spawn(recorder.task("other", async {})));
        recorder.task("inner", sleep(Duration::from_secs(1))).await;
    });
    let story = Story::new(&recording);
    assert!(story.lives[2].awaited_inside);
    let wide = svg::wide(&story);
    let document = parse(&wide);
    let at = |name: &str, attribute| -> f64 {
        let mut names = document.descendants().filter(|node| {
            node.attribute("class") == Some("n") && node.text() == Some(name)
        });
        let it = names.next().and_then(|node| node.attribute(attribute));
        it.and_then(|it| it.parse().ok()).expect(name)
    };
    assert!(at("main", "y") < at("inner", "y"));
    assert!(at("inner", "y") < at("other", "y"));
    assert!(at("inner", "x") > at("main", "x"));
    let chips =
        document.descendants().filter(|it| it.attribute("class") == Some("c m"));
    assert!(chips.filter_map(|it| it.text()).all(|name| name != "inner"));
}

/// Two loops on a virtual clock, with a task on each.
fn two_loops() -> Recording {
    let clock = step05_multithread::Clock::new_virtual();
    let now = clock.clone();
    let recorder = Recorder::with_clock("two loops", move || now.now());
    let runtime = step05_multithread::Runtime::with_clock(2, clock);
    let (inner, other) = (recorder.clone(), runtime.handle(1));
    runtime.block_on(recorder.task("main", async move {
        drop(other.spawn(inner.task("there", async {})));
        step05_multithread::sleep(Duration::from_secs(1)).await;
    }));
    drop(runtime);
    recorder.finish()
}

#[test]
fn each_thread_has_a_lane_and_a_queue() {
    let recording = two_loops();
    let story = Story::new(&recording);
    assert!(story.several_threads());
    let wide = svg::wide(&story);
    let words = words(&parse(&wide));
    for thread in [story.turns[0].thread, story.polls[1].thread] {
        // This thread is called like the test, which is too long for a lane.
        let name: String = recording.threads[thread].chars().take(6).collect();
        assert!(words.matches(&name).count() >= 2, "a lane and a queue: {words}");
        assert!(words.contains(&format!("run queue of {name}")), "{words}");
    }
}

#[test]
fn a_wake_by_a_thread_that_polls_nothing_has_a_mark_of_its_own() {
    let recorder = Recorder::new("woken from elsewhere");
    let (sender, receiver) = step02_waker::oneshot::channel();
    let helper = std::thread::Builder::new().name("helper".to_owned());
    let helper = helper.spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        sender.send(7)
    });
    let _ = step02_waker::block_on(recorder.task("main", receiver));
    helper.expect("a thread").join().expect("no panic").expect("it is awaited");
    let recording = recorder.finish();
    let story = Story::new(&recording);
    assert!(story.wakes.iter().any(|wake| matches!(wake.by, By::Thread(_))));
    let words = words(&parse(&svg::wide(&story)));
    assert!(words.contains("helper only wakes"), "{words}");
    assert!(words.contains("another thread wakes"), "{words}");
}

#[test]
fn two_runs_stand_at_the_same_places_up_to_the_first_difference() {
    let run = |names: [&'static str; 3]| {
        on_virtual_clock("three", async move |recorder: Recorder| {
            for (name, seconds) in names.into_iter().zip([1, 2, 3]) {
                let nap = sleep(Duration::from_secs(seconds));
                drop(spawn(recorder.task(name, nap)));
            }
            sleep(Duration::from_secs(4)).await;
        })
    };
    let (one, other) = (run(["a", "b", "c"]), run(["a", "another", "c"]));
    let (one, other) = (Story::new(&one), Story::new(&other));
    let both = svg::compare(&one, &other);
    let document = parse(&both);
    // And one in the narrow drawing, between the polls of both.
    assert_eq!(count(&document, "differ"), 3);
    let blocks: Vec<&str> = document
        .descendants()
        .filter(|node| node.attribute("class") == Some("differ"))
        .filter_map(|node| node.attribute("d")?.split(' ').next())
        .collect();
    assert_eq!(blocks[0], blocks[1], "both marks are at the same place");
    assert!(words(&document).contains("The same for 2 polls. Then, above: b "));
    assert_eq!(count(&parse(&svg::compare(&one, &one)), "differ"), 0);
}

#[test]
fn a_strip_has_a_frame_for_each_poll_with_the_queue_at_that_moment() {
    let recording = main2();
    let story = Story::new(&recording);
    let strip = svg::strip(&story);
    let document = parse(&strip);
    assert_eq!(count(&document, "band"), story.polls.len());
    // While A is polled, B and C wait; while B is polled, C.
    assert_eq!(count(&document, "chip"), 3);
    let recording = busy(5, 100);
    let words = words(&parse(&svg::strip(&Story::new(&recording))));
    assert!(words.contains("453 polls left out"), "{words}");
}

#[test]
fn nothing_recorded_and_nothing_polled_are_said_in_words() {
    let nothing = Recorder::new("nothing").finish();
    let wide = svg::wide(&Story::new(&nothing));
    assert!(words(&parse(&wide)).contains("Nothing was recorded"));
    let recorder = Recorder::new("made, and never polled");
    drop(recorder.task("idle", async {}));
    let recording = recorder.finish();
    for drawing in all_drawings(&recording) {
        parse(&drawing);
    }
    let wide = svg::wide(&Story::new(&recording));
    let words = words(&parse(&wide));
    assert!(words.contains("No task was ever polled."), "{words}");
    assert!(words.contains("never polled"), "{words}");
}

#[test]
fn events_that_were_not_kept_are_said() {
    let recorder = Recorder::new("short").limit(2);
    step04_spawn::block_on(recorder.task("main", step04_spawn::yield_now()));
    let recording = recorder.finish();
    assert!(recording.dropped > 1);
    let said = format!("{} events more weren't kept.", recording.dropped);
    for drawing in
        [svg::wide(&Story::new(&recording)), svg::narrow(&Story::new(&recording))]
    {
        let words = words(&parse(&drawing));
        assert!(words.contains(&said), "{words}");
    }
}

#[test]
fn a_run_of_any_length_is_drawn() {
    let units = [
        (1, "1 tick = 1 ns"),
        (1_000_000, "1 tick = 50 µs"),
        (90_000_000_000, "1 tick = 5 s"),
        (3_600_000_000_000, "1 tick = 5 min"),
        (1 << 56, "1 tick = 64 days"),
    ];
    for (unit, tick) in units {
        let recording = on_virtual_clock("a nap", async |recorder: Recorder| {
            let nap = recorder.task("nap", sleep(Duration::from_nanos(unit)));
            spawn(nap).await.expect("it isn't cancelled");
        });
        for drawing in all_drawings(&recording) {
            assert!(drawing.len() < 40_000, "{unit}");
            parse(&drawing);
        }
        let wide = svg::wide(&Story::new(&recording));
        let document = parse(&wide);
        let said = words(&document);
        assert!(said.contains(tick), "{said}");
        let axis = document.descendants();
        let axis = axis.filter(|it| it.attribute("class") == Some("axis"));
        let ticks: usize = axis
            .filter_map(|it| it.attribute("d"))
            .map(|data| data.matches('M').count())
            .sum();
        assert!((2..40).contains(&ticks), "{ticks} ticks of {unit} ns");
    }
}
