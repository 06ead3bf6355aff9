//! The programs that the course began with, on everything that can run them.

use std::fs;
use std::thread;

use tests::limit::within_limit;
use tests::ours::{Step01, Step02, Step03, Step04, Step05};
use tests::schedule::{Loop, Program, QueuedTokio, run};

use crate::agree::{lines, say};
use crate::asyncio;

fn program(name: &str) -> Program {
    let path = asyncio::folder().join(name).with_extension("json");
    let json = fs::read_to_string(path).expect("the program is there");
    Program::parse(&json).expect("it is a good one")
}

const MAIN1: [&str; 8] = [
    "0 main starts",
    "0 main says started",
    "1000 main wakes",
    "1000 main says hello",
    "3000 main wakes",
    "3000 main says world",
    "3000 main says finished",
    "3000 main ends",
];

const MAIN2: [&str; 20] = [
    "0 main starts",
    "0 main spawns task1",
    "0 main spawns task2",
    "0 main spawns task3",
    "0 main says started",
    "0 task1 starts",
    "0 task2 starts",
    "0 task3 starts",
    "1000 task3 wakes",
    "1000 task3 says !",
    "1000 task3 ends",
    "5000 task1 wakes",
    "5000 task1 says hello",
    "5000 task1 ends",
    "10000 task2 wakes",
    "10000 task2 says world",
    "10000 task2 ends",
    "11000 main wakes",
    "11000 main says finished",
    "11000 main ends",
];

/// Up to the end of task 1; then main, four seconds earlier.
fn main2_seven() -> Vec<&'static str> {
    let end = ["7000 main wakes", "7000 main says finished", "7000 main ends"];
    MAIN2[..14].iter().copied().chain(end).collect()
}

fn on_everything_with_tasks(name: &'static str, expected: &[&str]) {
    within_limit(move || {
        let program = program(name);
        [
            lines::<Step04>(&program),
            lines::<Step05<1>>(&program),
            lines::<Step05<2>>(&program),
            lines::<QueuedTokio>(&program),
        ]
    })
    .iter()
    .for_each(|lines| assert_eq!(lines, expected));
    match asyncio::python() {
        None => {
            say(&format!("no Python 3.11 or later: {name} isn't run on asyncio"))
        }
        Some(python) => {
            assert_eq!(asyncio::run(python, &[&program(name)]), [expected]);
        }
    }
}

#[test]
fn main1_is_the_same_everywhere() {
    on_everything_with_tasks("main1", &MAIN1);
    assert_eq!(lines::<Step03>(&program("main1")), MAIN1);
}

#[test]
fn main2_is_the_same_everywhere() {
    on_everything_with_tasks("main2", &MAIN2);
}

#[test]
fn main2_with_seven_seconds_ends_before_world() {
    on_everything_with_tasks("main2_seven", &main2_seven());
}

/// In real time, so a line may come late; never early.
fn in_real_time<L: Loop>() {
    let lines = within_limit(|| lines::<L>(&program("main1")));
    assert_eq!(lines.len(), MAIN1.len());
    for (line, expected) in lines.iter().zip(MAIN1) {
        let split = |line: &str| {
            let (ms, event) = line.split_once(' ').expect("a line has a time");
            let ms: u64 = ms.parse().expect("a time is a number");
            (ms, event.to_owned())
        };
        let ((ms, event), (earliest, same)) = (split(line), split(expected));
        assert!(ms >= earliest && event == same, "{line} is not {expected}");
    }
}

#[test]
fn main1_takes_three_seconds_on_the_first_two_steps() {
    let step01 = thread::spawn(in_real_time::<Step01>);
    in_real_time::<Step02>();
    step01.join().expect("step 1 does the same");
}

#[test]
fn the_first_three_steps_have_no_tasks_for_main2() {
    let program = program("main2");
    let none =
        Err("tasks.main[0]: this loop has no `spawn`: step 4 is the first one \
                    with tasks"
            .to_owned());
    assert_eq!(run::<Step01>(&program), none);
    assert_eq!(run::<Step02>(&program), none);
    assert_eq!(run::<Step03>(&program), none);
}
