//! The drawing for the terminal.

mod runs;

use std::time::{Duration, Instant};

use runs::{main2, on_step04};
use step04_spawn::{sleep, spawn, yield_now};
use timeline::{Recorder, Recording, Story, text};

fn drawn(recording: &Recording) -> String {
    text(&Story::new(recording))
}

/// No line is wider than a terminal.
fn fits(drawing: &str) -> bool {
    drawing.lines().all(|line| line.chars().count() <= 80)
}

#[test]
fn two_coroutines_are_drawn_as_everybody_knows_them() {
    let now = Instant::now();
    let recorder = Recorder::with_clock("interleave on step01-poll", move || now);
    let coroutine = |awaits| async move {
        for _ in 0..awaits {
            step01_poll::yield_now().await;
        }
    };
    let mut queue = step01_poll::RoundRobin::new();
    queue.push(recorder.task("Coroutine 1", coroutine(2)));
    queue.push(recorder.task("Coroutine 2", coroutine(1)));
    queue.run();
    drop(queue);
    assert_eq!(drawn(&recorder.finish()), include_str!("interleave.txt"));
}

#[test]
fn the_loop_that_only_asks_does_not_park() {
    let recorder = Recorder::new("by the real clock");
    let mut queue = step01_poll::RoundRobin::new();
    queue.push(recorder.task("a", step01_poll::yield_now()));
    queue.push(recorder.task("b", step01_poll::yield_now()));
    queue.run();
    drop(queue);
    let drawing = drawn(&recorder.finish());
    assert!(!drawing.contains("parks"), "{drawing}");
}

#[test]
fn the_time_that_passes_is_on_the_line_of_the_loop() {
    let drawing = drawn(&main2());
    let words =
        ["\"!\"", "parks 4 s", "at 5 s", "\"hello\"", "parks 5 s", "at 10 s"];
    let places: Vec<_> = words.iter().map(|words| drawing.find(words)).collect();
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}\n{drawing}");
    assert!(fits(&drawing), "{drawing}");
}

#[test]
fn each_end_has_its_word() {
    let recording = on_step04(|recorder| async move {
        let meant = async { panic!("this is meant") };
        let panics = spawn(recorder.task("panics", meant));
        assert!(panics.await.is_err());
        drop(spawn(recorder.task("cancelled", sleep(Duration::from_secs(60)))));
        let lost = std::future::pending::<()>();
        drop(spawn(recorder.task("forgotten", lost)));
        sleep(Duration::from_secs(1)).await;
    });
    let drawing = drawn(&recording);
    for word in ["│panic ", " dropped", " lost\n", "│await ", "│return "] {
        assert!(drawing.contains(word), "{word}\n{drawing}");
    }
    assert!(drawing.contains("lost: it sleeps, and nobody has its waker"));
}

#[test]
fn a_finished_task_leaves_nothing_behind() {
    let drawing = drawn(&main2());
    let after = drawing.split("\"hello\"").nth(1).expect("it says hello");
    let below: Vec<_> = after.lines().skip(4).collect();
    // Nothing but spaces where its column was.
    let column = drawing.lines().find(|line| line.contains("\"hello\"")).unwrap();
    let column = column.chars().position(|letter| letter == '"').unwrap();
    let letters = below.iter().filter_map(|line| line.chars().nth(column));
    assert!(letters.clone().all(|letter| letter == ' '), "{drawing}");
}

#[test]
fn many_tasks_are_drawn_in_blocks_and_the_rest_is_counted() {
    let recording = on_step04(|recorder| async move {
        for id in 0..99 {
            drop(spawn(recorder.task(&format!("task {id}"), yield_now())));
        }
        sleep(Duration::from_secs(1)).await;
    });
    let drawing = drawn(&recording);
    assert!(drawing.contains("tasks 1 to 5 of 100\n"), "{drawing}");
    assert!(drawing.contains("tasks 11 to 15 of 100\n"), "{drawing}");
    assert!(drawing.contains("85 tasks are left out: they don't fit"), "{drawing}");
    assert!(
        drawing.contains("task 2 and 96 others") || drawing.contains("96 others")
    );
    assert!(fits(&drawing), "{drawing}");
}

#[test]
fn many_turns_are_shortened_and_the_drawing_says_so() {
    let recording = on_step04(|recorder| async move {
        let spin = |times| async move {
            for _ in 0..times {
                yield_now().await;
            }
        };
        let other = spawn(recorder.task("other", spin(1_000)));
        spin(1_000).await;
        other.await.unwrap();
    });
    let drawing = drawn(&recording);
    assert!(drawing.contains("turns are left out here"), "{drawing}");
    assert!(drawing.lines().count() < 400);
    let words =
        drawing.split("… ").find(|words| words.contains("left out")).unwrap();
    let left_out = words.split(' ').next().unwrap().replace(',', "");
    let left_out: usize = left_out.parse().unwrap();
    let story = Story::new(&recording);
    let kept = drawing.matches('┌').count();
    // The first are kept, and of the last a few.
    let polls: Vec<_> = story.polls.iter().map(|poll| poll.turn).collect();
    let mut drawn = polls[..kept - 12].to_vec();
    drawn.extend(&polls[polls.len() - 12..]);
    drawn.dedup();
    assert_eq!(left_out + drawn.len(), story.turns.len());
    assert!(fits(&drawing), "{drawing}");
}

#[test]
fn each_thread_has_a_diagram() {
    let runtime = step05_multithread::Runtime::new(2);
    let recorder = Recorder::new("two loops");
    let task = runtime.handle(1).spawn(recorder.task("there", async {}));
    runtime.block_on(recorder.task("here", async { task.await.unwrap() }));
    let drawing = drawn(&recorder.finish());
    let [here, there] = ["here", "there"].map(|name| drawing.find(name).unwrap());
    assert!(drawing.contains("thread loop-1"), "{drawing}");
    assert_ne!(here, there);
    assert_eq!(drawing.matches('▼').count(), 2, "{drawing}");
}

#[test]
fn nested_polls_are_lines_in_the_box() {
    let recording = on_step04(|recorder| async move {
        recorder.task("hello", sleep(Duration::from_secs(1))).await;
    });
    let drawing = drawn(&recording);
    assert!(drawing.contains("│hello: await │"), "{drawing}");
    assert!(drawing.contains("│hello: return│"), "{drawing}");
    assert!(!drawing.contains("spawns"), "{drawing}");
}

#[test]
fn strange_names_neither_break_the_boxes_nor_the_terminal() {
    let recording = on_step04(|recorder| async move {
        let name = "안녕하세요, 세상 \u{1b}[31m\nand a long, long name";
        recorder.note("안녕\n하세요");
        spawn(recorder.task(name, yield_now())).await.unwrap();
    });
    let drawing = drawn(&recording);
    let moves_the_cursor = |it: char| it.is_control() && it != '\n';
    assert!(!drawing.contains(moves_the_cursor), "{drawing}");
    assert!(drawing.contains("│\"안녕 하세요\""), "{drawing}");
    for line in drawing.lines().filter(|line| line.starts_with('│')) {
        let wide = line.chars().filter(|letter| ('가'..='힣').contains(letter));
        let wide = line.chars().count() + wide.count();
        let end = line.chars().position(|letter| letter == '│').unwrap();
        assert!(wide >= end, "{line}");
    }
    let row = drawing.lines().find(|line| line.contains("안녕")).unwrap();
    assert!(row.starts_with('│') && row.matches('│').count() >= 2, "{drawing}");
}

#[test]
fn nothing_polled_is_said() {
    let recorder = Recorder::new("nothing");
    drop(recorder.task("never", async {}));
    assert!(drawn(&recorder.finish()).contains("Nothing was polled."));
    assert!(drawn(&Recorder::new("empty").finish()).contains("Nothing was polled."));
}
