//! The checks of `e14_equal_deadlines.rs`. You don't need to change this file; it is no
//! secret.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use verdict::{Check, Exercise, Outcome, codes, ensure, same_order};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e14_equal_deadlines.rs"]
mod exercise;

use exercise::TimerQueue;

const NO_WAIT: &str = "Nothing in a timer queue has to wait.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e14_equal_deadlines",
    "step03-timers/exercises/e14_equal_deadlines.rs",
    include_str!("../notes/e14_equal_deadlines.md"),
    &[
        Check::new("a new queue is empty", is_empty, NO_WAIT),
        Check::new(
            "a timer comes out once, and not before its deadline",
            comes_out_once,
            NO_WAIT,
        ),
        Check::new("the next deadline is the earliest", next_deadline, NO_WAIT),
        Check::new(
            "what is due comes out earliest first, also when all is late",
            earliest_first,
            NO_WAIT,
        ),
        Check::new(
            "of two for the same moment, none is lost",
            none_is_lost,
            NO_WAIT,
        ),
        Check::new(
            "equal deadlines come out in the order of setting",
            order_of_setting,
            NO_WAIT,
        ),
        Check::new("that goes for hundreds of them, too", hundreds, NO_WAIT),
        Check::new(
            "and also if some came out in the meantime",
            some_came_out,
            NO_WAIT,
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// It can't be compared, and it can't be cloned.
struct Train(String);

fn train(to: &str) -> Train {
    Train(to.into())
}

/// A station, where it is noon.
struct Station {
    noon: Instant,
    queue: TimerQueue<Train>,
}

impl Station {
    fn new() -> Self {
        Self { noon: Instant::now(), queue: TimerQueue::new() }
    }

    fn at(&self, minutes: u64) -> Instant {
        self.noon + Duration::from_secs(60 * minutes)
    }

    fn set(&mut self, minutes: u64, to: &str) {
        self.queue.set(self.at(minutes), train(to));
    }

    fn take(&mut self, minutes: u64) -> Option<String> {
        let train = self.queue.take_due(self.at(minutes));
        train.map(|Train(to)| to)
    }

    fn take_all(&mut self, minutes: u64) -> Vec<String> {
        // If it takes none out, it would never end.
        (0..1_000).map_while(|_| self.take(minutes)).collect()
    }

    fn next(&self) -> String {
        say(self.queue.next_deadline().map(|at| minutes(at - self.noon)))
    }
}

fn minutes(span: Duration) -> String {
    format!("12:{:02}", span.as_secs() / 60)
}

fn say(what: Option<String>) -> String {
    what.unwrap_or_else(|| "nothing".into())
}

fn is_empty() -> Outcome {
    let mut station = Station::new();
    let next = station.next();
    ensure!(next == "nothing", codes::NEXT_DEADLINE, "no next deadline", "{next}");
    let taken = say(station.take(10));
    ensure!(taken == "nothing", codes::TOO_EARLY, "nothing is due", "{taken}");
    Ok(())
}

fn comes_out_once() -> Outcome {
    let mut station = Station::new();
    station.set(10, "Bergen");
    let early = say(station.take(9));
    ensure!(
        early == "nothing",
        codes::TOO_EARLY,
        "at 12:09, nothing is due: the train to Bergen leaves at 12:10",
        "at 12:09, this came out: {early}",
    );
    let now = say(station.take(10));
    if now == "nothing" {
        let later = say(station.take(11));
        ensure!(
            later == "Bergen",
            codes::WRONG_CLOCK,
            "by `now`, it is 12:11: the train that leaves at 12:10 comes out",
            "at 12:10 and at 12:11, nothing came out",
        );
    }
    ensure!(
        now == "Bergen",
        codes::DUE_NOW,
        "at 12:10, the train that leaves at 12:10 comes out",
        "at 12:10, this came out: {now}",
    );
    let (next, again) = (station.next(), say(station.take(11)));
    ensure!(
        again == "nothing",
        codes::TIMER_KEPT,
        "it comes out once",
        "at 12:11, this came out: {again}",
    );
    ensure!(
        next == "nothing",
        codes::NEXT_DEADLINE,
        "the only timer is out, so there is no next deadline",
        "the next deadline is {next}",
    );
    Ok(())
}

fn next_deadline() -> Outcome {
    let mut station = Station::new();
    for (minutes, to) in [(30, "Oslo"), (10, "Bergen"), (20, "Narvik")] {
        station.set(minutes, to);
    }
    let next = station.next();
    ensure!(
        next == "12:10",
        codes::NEXT_DEADLINE,
        "of 12:30, 12:10 and 12:20, the next is 12:10",
        "it is {next}",
    );
    let taken = say(station.take(10));
    ensure!(taken == "Bergen", codes::EARLIEST_FIRST, "Bergen at 12:10", "{taken}");
    let next = station.next();
    ensure!(
        next == "12:20",
        codes::NEXT_DEADLINE,
        "when that of 12:10 is out, the next is 12:20",
        "it is {next}",
    );
    Ok(())
}

fn earliest_first() -> Outcome {
    let mut station = Station::new();
    for (minutes, to) in
        [(30, "Oslo"), (10, "Bergen"), (40, "Røros"), (20, "Narvik")]
    {
        station.set(minutes, to);
    }
    let taken = station.take_all(59);
    same_order(codes::EARLIEST_FIRST, ["Bergen", "Narvik", "Oslo", "Røros"], taken)
}

fn none_is_lost() -> Outcome {
    let mut station = Station::new();
    for to in ["Bergen", "Oslo"] {
        station.set(10, to);
    }
    let mut taken = station.take_all(10);
    taken.sort_unstable();
    let taken = taken.join(" and ");
    ensure!(
        taken == "Bergen and Oslo",
        codes::TIMER_LOST,
        "two trains at 12:10: Bergen and Oslo",
        "{taken}",
    );
    Ok(())
}

fn order_of_setting() -> Outcome {
    const TRAINS: [&str; 6] = ["Oslo", "Bergen", "Narvik", "Alta", "Røros", "Bodø"];
    let mut station = Station::new();
    for to in TRAINS {
        station.set(10, to);
    }
    same_order(codes::EQUAL_DEADLINES, TRAINS, station.take_all(10))
}

fn hundreds() -> Outcome {
    const MOMENTS: u64 = 7;
    let mut station = Station::new();
    let mut trains: Vec<(u64, String)> = Vec::new();
    for number in 0..300 {
        // All over the timetable, and always the same.
        let minutes = number * number % MOMENTS;
        let to = format!("train {number} at 12:{minutes:02}");
        station.set(minutes, &to);
        trains.push((minutes, to));
    }
    trains.sort_by_key(|(minutes, _)| *minutes);
    let expected = trains.iter().map(|(_, to)| to);
    same_order(codes::EQUAL_DEADLINES, expected, station.take_all(MOMENTS))
}

fn some_came_out() -> Outcome {
    let mut station = Station::new();
    let mut expected = Vec::new();
    let mut taken = Vec::new();
    let mut number = 0;
    for (set, take) in [(8, 6), (8, 9), (3, 2), (5, 0)] {
        for _ in 0..set {
            number += 1;
            station.set(10, &format!("train {number}"));
            expected.push(format!("train {number}"));
        }
        for _ in 0..take {
            taken.extend(station.take(10));
        }
    }
    taken.extend(station.take_all(10));
    same_order(codes::EQUAL_DEADLINES, expected, taken)
}
