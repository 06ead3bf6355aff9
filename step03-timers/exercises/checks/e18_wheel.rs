//! The checks of `e18_wheel.rs`. You don't need to change this file; it is no secret.

use std::process::ExitCode;
use std::time::Duration;

use verdict::{Check, Code, Exercise, Outcome, When, codes, ensure, same_order};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e18_wheel.rs"]
mod exercise;

// As a path: this file is sometimes the root of a crate, sometimes a module.
#[path = "e18_wheel/random.rs"]
mod random;

use exercise::{Tick, Wheel};

const NO_WAIT: &str =
    "Nothing in a wheel has to wait. Look for a loop without an end.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e18_wheel",
    "step03-timers/exercises/e18_wheel.rs",
    include_str!("../notes/e18_wheel.md"),
    &[
        Check::new(
            "a timer comes out once, and at its deadline",
            comes_out_once,
            NO_WAIT,
        ),
        Check::new("a timer waits for its own round", waits_for_its_round, NO_WAIT),
        Check::new(
            "when the time jumps, nothing is left behind",
            nothing_left_behind,
            NO_WAIT,
        ),
        Check::new(
            "what is due when it is set comes out at the next turn",
            set_too_late,
            NO_WAIT,
        ),
        Check::new("the next deadline is the earliest", next_deadline, NO_WAIT),
        Check::new("what is due comes out earliest first", earliest_first, NO_WAIT),
        Check::new("equal deadlines keep their order", equal_deadlines, NO_WAIT),
        Check::new(
            "the time jumps by 34 years without a walk through them",
            a_far_jump,
            "These are 2⁴⁰ ticks. A step for each of them takes too long.",
        )
        .means(&[(When::Hang, codes::TICKS_THROUGH)]),
        Check::new(
            "600,000 timers are set in no time",
            many_timers,
            "Each new timer is dear here, since there are so many others.",
        )
        .deadline(Duration::from_secs(6))
        .means(&[(When::Hang, codes::NOT_A_WHEEL)]),
        Check::new(
            "on random input, it does what a sorted list does",
            random_input,
            NO_WAIT,
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// It can't be compared, and it can't be cloned.
struct Dish(&'static str);

/// A kitchen, where each dish has its time.
struct Kitchen {
    wheel: Wheel<Dish>,
}

impl Kitchen {
    fn with<const N: usize>(dishes: [(Tick, &'static str); N]) -> Self {
        let mut wheel = Wheel::new();
        for (deadline, name) in dishes {
            wheel.set(deadline, Dish(name));
        }
        Self { wheel }
    }

    /// What comes out, as text.
    fn advance(&mut self, now: Tick) -> String {
        say(self.wheel.advance(now).into_iter().map(|Dish(name)| name))
    }

    fn expect(&mut self, now: Tick, expected: &str, code: Code) -> Outcome {
        let out = self.advance(now);
        ensure!(
            out == expected,
            code,
            "with the time at {now}: {expected}",
            "with the time at {now}: {out}",
        );
        Ok(())
    }
}

fn say(names: impl IntoIterator<Item = &'static str>) -> String {
    let names: Vec<_> = names.into_iter().collect();
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}

fn comes_out_once() -> Outcome {
    let mut kitchen = Kitchen::with([]);
    kitchen.expect(5, "nothing", codes::TOO_EARLY)?;
    let mut kitchen = Kitchen::with([(10, "tea")]);
    kitchen.expect(9, "nothing", codes::TOO_EARLY)?;
    kitchen.expect(10, "tea", codes::DUE_NOW)?;
    kitchen.expect(11, "nothing", codes::TIMER_KEPT)?;
    kitchen.expect(500, "nothing", codes::TIMER_KEPT)
}

/// All of these are in the same slot, if a round has 64.
const ROUNDS: [(Tick, &str); 4] =
    [(10, "tea"), (74, "eggs"), (138, "rice"), (650, "bread")];

fn waits_for_its_round() -> Outcome {
    let mut kitchen = Kitchen::with(ROUNDS);
    for (deadline, name) in ROUNDS {
        kitchen.expect(deadline - 1, "nothing", codes::TOO_EARLY)?;
        let out = kitchen.advance(deadline);
        ensure!(
            !out.contains(','),
            codes::TOO_EARLY,
            "at {deadline}, the {name} and nothing more",
            "at {deadline}: {out}",
        );
        ensure!(
            out == name,
            codes::TIMER_LATE,
            "at {deadline}: {name}",
            "at {deadline}: {out}",
        );
    }
    Ok(())
}

fn nothing_left_behind() -> Outcome {
    for (deadline, name) in ROUNDS {
        for later in [deadline, deadline + 1, 700, 1_000, 12_345] {
            let mut kitchen = Kitchen::with([(deadline, name)]);
            let out = kitchen.advance(later);
            ensure!(
                out == name,
                codes::TIMER_LATE,
                "set for {deadline}, and the time goes from 0 to {later}: {name}",
                "{out}",
            );
        }
    }
    Ok(())
}

fn set_too_late() -> Outcome {
    for deadline in [100, 99, 90, 40, 1, 0] {
        for now in [100, 101, 110] {
            let mut kitchen = Kitchen::with([]);
            let _ = kitchen.advance(100);
            kitchen.wheel.set(deadline, Dish("tea"));
            let out = kitchen.advance(now);
            ensure!(
                out == "tea",
                codes::TIMER_LATE,
                "set for {deadline} when it is 100, then the time goes to {now}: tea",
                "{out}",
            );
        }
    }
    Ok(())
}

fn next_deadline() -> Outcome {
    let mut kitchen = Kitchen::with([]);
    let expect = |kitchen: &Kitchen, expected: Option<Tick>| {
        let next = kitchen.wheel.next_deadline();
        ensure!(
            next == expected,
            codes::NEXT_DEADLINE,
            "the next deadline is {expected:?}",
            "it is {next:?}",
        );
        Ok(())
    };
    expect(&kitchen, None)?;
    // These two are in the same slot, if a round has 64.
    kitchen.wheel.set(134, Dish("bread"));
    expect(&kitchen, Some(134))?;
    kitchen.wheel.set(70, Dish("eggs"));
    expect(&kitchen, Some(70))?;
    // Its slot comes after that of 70, if a round has 64.
    kitchen.wheel.set(20, Dish("tea"));
    expect(&kitchen, Some(20))?;
    kitchen.wheel.set(50, Dish("rice"));
    expect(&kitchen, Some(20))?;
    let _ = kitchen.advance(20);
    expect(&kitchen, Some(50))?;
    let _ = kitchen.advance(70);
    expect(&kitchen, Some(134))?;
    let _ = kitchen.advance(100);
    let _ = kitchen.advance(134);
    expect(&kitchen, None)
}

fn earliest_first() -> Outcome {
    let mut kitchen =
        Kitchen::with([(130, "rice"), (70, "eggs"), (400, "bread"), (5, "tea")]);
    let out = kitchen.wheel.advance(1_000);
    all_there(out.len(), 4)?;
    let names = out.iter().map(|Dish(name)| name);
    same_order(codes::EARLIEST_FIRST, ["tea", "eggs", "rice", "bread"], names)?;
    // What was due before comes before what is due now.
    for (deadline, name) in [(1_100, "rice"), (900, "tea"), (1_000, "eggs")] {
        kitchen.wheel.set(deadline, Dish(name));
    }
    let out = kitchen.wheel.advance(1_200);
    all_there(out.len(), 3)?;
    let names = out.iter().map(|Dish(name)| name);
    same_order(codes::EARLIEST_FIRST, ["tea", "eggs", "rice"], names)
}

fn all_there(out: usize, expected: usize) -> Outcome {
    ensure!(
        out == expected,
        codes::TIMER_LATE,
        "timers that are due and come out: {expected}",
        "{out}",
    );
    Ok(())
}

fn equal_deadlines() -> Outcome {
    let dish = |number: u64, deadline: Tick| format!("dish {number} at {deadline}");
    let mut wheel = Wheel::new();
    let mut expected: Vec<(Tick, String)> = Vec::new();
    for number in 0..200 {
        // Some moments, in an order that is all over the place, and always the same.
        let deadline = 50 + number * number % 7 * 13;
        wheel.set(deadline, dish(number, deadline));
        expected.push((deadline, dish(number, deadline)));
    }
    expected.sort_by_key(|(deadline, _)| *deadline);
    let expected = expected.iter().map(|(_, name)| name);
    let out = wheel.advance(1_000);
    all_there(out.len(), expected.len())?;
    same_order(codes::EQUAL_DEADLINES, expected, out)
}

fn a_far_jump() -> Outcome {
    const FAR: Tick = 1 << 40;
    let mut kitchen = Kitchen::with([(FAR, "bread"), (Tick::MAX, "the last dish")]);
    kitchen.expect(FAR - 1, "nothing", codes::TOO_EARLY)?;
    kitchen.expect(FAR, "bread", codes::TIMER_LATE)?;
    kitchen.expect(2 * FAR, "nothing", codes::TOO_EARLY)
}

fn many_timers() -> Outcome {
    const MANY: u64 = 600_000;
    let mut wheel = Wheel::new();
    let mut random = random::Random::new(1);
    let mut earliest = Tick::MAX;
    for number in 0..MANY {
        let deadline = 1 + random.below(MANY);
        earliest = earliest.min(deadline);
        wheel.set(deadline, number);
    }
    let next = wheel.next_deadline();
    ensure!(
        next == Some(earliest),
        codes::NEXT_DEADLINE,
        "of 600,000 deadlines, the earliest is {earliest}",
        "it is {next:?}",
    );
    Ok(())
}

fn random_input() -> Outcome {
    (1..=500).try_for_each(random::compare)
}
