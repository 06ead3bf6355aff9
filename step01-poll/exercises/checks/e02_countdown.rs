//! The checks of `e02_countdown.rs`. You don't need to change this file; it is no secret.

use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

use probes::Driver;
use verdict::{Check, Exercise, Outcome, codes, ensure};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e02_countdown.rs"]
mod exercise;

use exercise::Countdown;

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e02_countdown",
    "step01-poll/exercises/e02_countdown.rs",
    include_str!("../notes/e02_countdown.md"),
    &[
        Check::new(
            "nothing happens before the first poll",
            lazy,
            "A countdown is made, and nothing is polled. `new` and `left` should return.",
        ),
        Check::new(
            "one poll takes one step",
            one_step,
            "A countdown from 3 is polled once. It should say `Pending` at once.",
        ),
        Check::new(
            "it remembers how far it has come",
            remembers,
            "A countdown from 3 is polled five times at most. Each poll should return at \
             once.",
        ),
        Check::new(
            "it is pending as many times as it was told",
            as_told,
            "A countdown from 3 is polled until it is ready. Each poll should return at once.",
        ),
        Check::new(
            "`left` counts down with it",
            left_counts,
            "A countdown from 2 is polled until it is ready. Each poll should return at once.",
        ),
        Check::new(
            "a countdown from 0 lifts off at the first poll",
            from_zero,
            "A countdown from 0 is polled once. There is nothing to count.",
        ),
        Check::new(
            "two countdowns keep out of each other's way",
            two_at_once,
            "Two countdowns are polled in turns. Each poll should return at once.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn lazy() -> Outcome {
    let left = Countdown::new(3).left();
    ensure!(
        left == 3,
        codes::NOT_LAZY,
        "a countdown from 3 that nobody has polled has 3 left",
        "it has {left} left"
    );
    Ok(())
}

fn one_step() -> Outcome {
    let mut driver = Driver::new("a countdown from 3", Countdown::new(3));
    let answer = driver.poll();
    ensure!(
        answer == Poll::Pending,
        codes::ONE_STEP,
        "the first poll of a countdown from 3 says `Pending`",
        "it says `{answer:?}`"
    );
    Ok(())
}

fn remembers() -> Outcome {
    let mut driver = Driver::new("a countdown from 3", Countdown::new(3));
    let ready = (0..5).any(|_| driver.poll().is_ready());
    ensure!(
        ready,
        codes::STATE_FORGOTTEN,
        "a countdown from 3 is ready after a few polls",
        "it is still pending after 5"
    );
    Ok(())
}

fn as_told() -> Outcome {
    for from in [1, 3, 1_000] {
        let mut driver =
            Driver::new(format!("a countdown from {from}"), Countdown::new(from));
        let pending = (0..).take_while(|_| driver.poll().is_pending()).count();
        ensure!(
            pending == from as usize,
            codes::POLL_COUNT,
            "the number of polls of a countdown from {from} that say `Pending` is {from}",
            "it is {pending}"
        );
    }
    Ok(())
}

fn left_counts() -> Outcome {
    let mut countdown = std::pin::pin!(Countdown::new(2));
    let mut cx = Context::from_waker(Waker::noop());
    for (poll, expected) in [(1, 1), (2, 0), (3, 0)] {
        let _ = countdown.as_mut().poll(&mut cx);
        let left = countdown.left();
        ensure!(
            left == expected,
            codes::POLL_COUNT,
            "after poll {poll} of a countdown from 2, `left` says {expected}",
            "it says {left}"
        );
    }
    Ok(())
}

fn from_zero() -> Outcome {
    let mut driver = Driver::new("a countdown from 0", Countdown::new(0));
    let answer = driver.poll();
    ensure!(
        answer == Poll::Ready("liftoff"),
        codes::WRONG_OUTPUT,
        "the first poll says `Ready(\"liftoff\")`",
        "it says `{answer:?}`"
    );
    Ok(())
}

fn two_at_once() -> Outcome {
    let (main, spare) = (Countdown::new(4), Countdown::new(2));
    let left = (main.left(), spare.left());
    ensure!(
        left == (4, 2),
        codes::SHARED_STATE,
        "of two countdowns, from 4 and from 2, 4 and 2 are left",
        "{left:?} are left"
    );
    let mut main = Driver::new("a countdown from 4", main);
    let mut spare = Driver::new("a countdown from 2", spare);
    for _ in 0..2 {
        let _ = (main.poll().is_ready(), spare.poll().is_ready());
    }
    let spare = spare.poll();
    let main = main.poll();
    ensure!(
        spare == Poll::Ready("liftoff") && main == Poll::Pending,
        codes::SHARED_STATE,
        "at its third poll, the one from 2 is ready, and the one from 4 is not",
        "they say `{spare:?}` and `{main:?}`"
    );
    Ok(())
}
