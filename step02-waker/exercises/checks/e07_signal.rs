//! The checks of `e07_signal.rs`. You don't need to change this file; it is no secret.

use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::thread;

use probes::{Driver, WakerProbe};
use verdict::{Check, Exercise, Outcome, When, codes, ensure};

#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e07_signal.rs"]
mod exercise;

use exercise::Signal;

const NOBODY_WAITS: &str = "Nothing here has to wait: `poll` and `turn_green` return at \
                            once, and the task is polled again when it is woken.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e07_signal",
    "step02-waker/exercises/e07_signal.rs",
    include_str!("../notes/e07_signal.md"),
    &[
        Check::new(
            "while the signal is red, the train waits and leaves its waker",
            waits,
            NOBODY_WAITS,
        ),
        Check::new(
            "when it turns to green, the train is woken",
            is_woken,
            NOBODY_WAITS,
        ),
        Check::new(
            "a train that comes late finds it green",
            comes_late,
            NOBODY_WAITS,
        ),
        Check::new(
            "a train that is polled for no reason waits on",
            polled_for_no_reason,
            NOBODY_WAITS,
        ),
        Check::new(
            "the waker of the latest poll is woken, and no other",
            latest,
            NOBODY_WAITS,
        ),
        Check::new(
            "when the train is through, its waker is free",
            waker_is_free,
            NOBODY_WAITS,
        )
        .section("book/src/step02.md#which-waker"),
        Check::new(
            "a waker may look at the signal, and sees green",
            looks_from_the_waker,
            "`turn_green` called the train's waker, and this waker asked for the \
             signal's colour. It never got an answer: it waits for the lock that \
             `turn_green` holds until the waker returns.",
        )
        .section("book/src/step02.md#oneshot")
        .means(&[
            (When::Hang, codes::BORROW_ACROSS_WAKE),
            (When::Panic("already"), codes::BORROW_ACROSS_WAKE),
        ]),
        Check::new(
            "a thread may turn it for a loop that sleeps",
            another_thread,
            "The loop is asleep, and another thread has turned the signal to green. \
             Nobody has called the loop's waker.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn waits() -> Outcome {
    let signal = Signal::new();
    let mut train = Driver::new("the train", signal.wait());
    train.woken_by("the signal, when it turns to green");
    ensure!(
        train.poll().is_pending(),
        codes::NO_EVENT,
        "Pending: the signal is red",
        "Ready",
    );
    let (wakes, held) = (train.wakes(), train.held());
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "no wake before the signal turns",
        "it was woken {wakes}× during the poll",
    );
    ensure!(
        held > 0,
        codes::NO_WAKER,
        "one clone of the train's waker is kept",
        "none is",
    );
    Ok(())
}

fn is_woken() -> Outcome {
    let signal = Signal::new();
    let mut train = Driver::new("the train", signal.wait());
    let _ = train.poll();
    signal.clone().turn_green();
    let wakes = train.wakes();
    ensure!(
        wakes > 0,
        codes::NOT_WOKEN,
        "the train is woken by the time `turn_green` returns",
        "it was woken {wakes}×",
    );
    ensure!(
        train.poll().is_ready(),
        codes::FORGOTTEN,
        "Ready: the signal is green",
        "Pending, at the poll after the wake",
    );
    signal.turn_green();
    Ok(())
}

fn comes_late() -> Outcome {
    let signal = Signal::new();
    signal.turn_green();
    for number in 1..=2 {
        let mut train = Driver::new(format!("train {number}"), signal.wait());
        ensure!(
            train.poll().is_ready(),
            codes::FORGOTTEN,
            "Ready at the first poll, for every train: the signal is green",
            "train {number} got Pending, and nobody will turn the signal again",
        );
    }
    Ok(())
}

fn polled_for_no_reason() -> Outcome {
    const POLLS: usize = 10;
    let signal = Signal::new();
    let mut train = Driver::new("the train", signal.wait());
    for number in 1..=POLLS {
        ensure!(
            train.poll().is_pending(),
            codes::NO_EVENT,
            "Pending at each poll: the signal is red",
            "Ready at poll {number}",
        );
    }
    let held = train.held();
    ensure!(
        held == 1,
        codes::WAKER_PILE,
        "one clone of its waker is kept after {POLLS} polls",
        "{held} clones are alive",
    );
    Ok(())
}

fn latest() -> Outcome {
    let signal = Signal::new();
    let mut train = Driver::new("the train", signal.wait());
    let (a, b) = (WakerProbe::new("loop A"), WakerProbe::new("loop B"));
    let _ = train.poll_with(&a);
    let _ = train.poll_with(&b);
    signal.turn_green();
    let (a, b) = (a.wakes(), b.wakes());
    ensure!(
        b > 0,
        codes::LATEST_WAKER,
        "the train was polled by loop A and then by loop B: B is woken",
        "A was woken {a}×, B {b}×",
    );
    ensure!(
        a == 0,
        codes::WAKER_PILE,
        "the train was polled by loop A and then by loop B: only B is woken",
        "A was woken {a}×, B {b}×",
    );
    Ok(())
}

fn waker_is_free() -> Outcome {
    let signal = Signal::new();
    let mut train = Driver::new("the train", signal.wait());
    let _ = train.poll();
    signal.turn_green();
    let _ = train.poll();
    let held = train.held();
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "no clone of the train's waker is kept after Ready",
        "{held} of them",
    );
    Ok(())
}

fn looks_from_the_waker() -> Outcome {
    let signal = Signal::new();
    let mut train = Driver::new("the train", signal.wait());
    let dispatcher =
        WakerProbe::new("the dispatcher, who looks at the signal when woken");
    let is_green = Arc::new(Mutex::new(None));
    let (seen, looked) = (signal.clone(), is_green.clone());
    dispatcher.on_wake(move || {
        let mut look = Driver::new("the dispatcher's look", seen.wait());
        *looked.lock().expect("nobody panics") = Some(look.poll().is_ready());
    });
    let _ = train.poll_with(&dispatcher);
    signal.turn_green();
    let is_green = *is_green.lock().expect("nobody panics");
    ensure!(
        is_green.is_some(),
        codes::NOT_WOKEN,
        "the dispatcher is woken",
        "nobody is",
    );
    ensure!(
        is_green == Some(true),
        codes::WAKE_TOO_EARLY,
        "a waker that looks at the signal sees green: that is why it was woken",
        "it was told to wait for green",
    );
    Ok(())
}

fn another_thread() -> Outcome {
    let signal = Signal::new();
    let signalman = signal.clone();
    let thread = thread::spawn(move || signalman.turn_green());
    step02_waker::block_on(signal.wait());
    thread.join().expect("to turn a signal is no danger");
    Ok(())
}
