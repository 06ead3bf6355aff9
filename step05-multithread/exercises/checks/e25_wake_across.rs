//! The checks of `e25_wake_across.rs`. You don't need to change this file; it is no
//! secret.

use std::process::ExitCode;
use std::sync;
use std::time::Duration;

use loom::sync::atomic::{AtomicBool, Ordering};
use loom::sync::{Arc, Mutex};
use loom::thread;
use verdict::{Check, Code, Exercise, Outcome, When, codes, ensure, same_order};

#[allow(
    clippy::duplicate_mod,
    dead_code,
    unreachable_pub,
    unused_imports,
    unused_variables
)]
#[path = "../e25_wake_across.rs"]
mod exercise;
// As a path: this file is sometimes the root of a crate, sometimes a module.
#[path = "e25_wake_across/loom.rs"]
mod on_loom;

use exercise::Ready;
use on_loom::exercise::Ready as LoomReady;
use on_loom::sync::RETURNS_BY_ITSELF;

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e25_wake_across",
    "step05-multithread/exercises/e25_wake_across.rs",
    include_str!("../notes/e25_wake_across.md"),
    &[
        Check::new(
            "tasks come out in the order in which they were woken",
            first_in_first_out,
            "Three tasks were woken before the first call of `next`, so there is no \
             reason for it to sleep.",
        ),
        Check::new(
            "many wakes before a poll put the task in the queue once",
            many_wakes,
            "A task is in the queue, so there is no reason for `next` to sleep.",
        ),
        Check::new(
            "a task that is woken during its poll is queued again",
            woken_during_its_poll,
            "Task 0 was woken after `next` had given it out. So it has to be in the \
             queue once more, and `next` must not sleep.",
        )
        .means(&[(When::Hang, codes::QUEUED_LATE)]),
        Check::new(
            "a wake ends the sleep of the loop's thread",
            sleeper_is_woken,
            "The loop's thread sleeps in `next`. The other one has called `wake(0)`, \
             and with that should have ended the sleep. (If it doesn't even begin: \
             are all locks those from `super::sync`?)",
        )
        .deadline(MANY_ORDERS)
        .means(&[DEADLOCK_UNPARK, SPINS]),
        Check::new(
            "`next` sleeps on when its sleep ends by itself",
            sleeps_on,
            "The loop's thread sleeps in `next`, and wakes up although nobody has \
             called `wake`, as may happen. Then the other thread calls `wake(0)`, and \
             with that should have ended the sleep.",
        )
        .deadline(MANY_ORDERS)
        .means(&[
            DEADLOCK_UNPARK,
            SPINS,
            (When::Panic(""), codes::SPURIOUS),
            (When::Abort, codes::SPURIOUS),
        ]),
        Check::new(
            "no order of what two threads do loses the wake",
            no_wake_is_lost,
            "The loop's thread sleeps in `next`, and the other one has left: its \
             `wake(0)` came at a moment when it had no effect.",
        )
        .deadline(MANY_ORDERS)
        .means(&[DEADLOCK_LOST, SPINS]),
        Check::new(
            "nor does one of three threads and two tasks",
            none_of_two_is_lost,
            "The loop's thread sleeps in `next`, and the two others have left: the \
             `wake` of one of them came at a moment when it had no effect.",
        )
        .deadline(MANY_ORDERS)
        .means(&[DEADLOCK_LOST, SPINS]),
        Check::new(
            "the poll sees what was written before the wake",
            poll_sees_what_was_written,
            "The other thread has written its letter, and then called `wake(0)`. The \
             mark was set, so it left the rest to the coming poll. But that poll \
             didn't see the letter, and the loop sleeps.",
        )
        .deadline(MANY_ORDERS)
        .means(&[(When::Panic(DEADLOCK), codes::ORDERING), SPINS]),
    ],
);

/// What loom says when all threads of a model wait.
const DEADLOCK: &str = "deadlock; threads =";
const DEADLOCK_UNPARK: (When, Code) = (When::Panic(DEADLOCK), codes::UNPARK);
const DEADLOCK_LOST: (When, Code) = (When::Panic(DEADLOCK), codes::LOST_WAKE);
/// What it says when a thread goes on and on without ever waiting.
const SPINS: (When, Code) =
    (When::Panic("exceeded maximum number of branches"), codes::SPINS);

/// Loom sees by itself that all threads wait. This is for a machine that is busy.
const MANY_ORDERS: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn first_in_first_out() -> Outcome {
    let ready = Ready::new(3);
    [2, 0, 1].into_iter().for_each(|task| ready.wake(task));
    let came = [(); 3].map(|()| ready.next());
    let events = |tasks: [usize; 3]| tasks.map(|task| format!("poll task {task}"));
    same_order(codes::LIFO, events([2, 0, 1]), events(came))
}

fn many_wakes() -> Outcome {
    let ready = Ready::new(2);
    [1, 1, 1, 0].into_iter().for_each(|task| ready.wake(task));
    let (first, second) = (ready.next(), ready.next());
    ensure!(
        (first, second) == (1, 0),
        codes::DOUBLE_QUEUE,
        "task 1 was woken three times, then task 0 once: `next` gives 1, then 0",
        "it gives {first}, then {second}",
    );
    Ok(())
}

fn woken_during_its_poll() -> Outcome {
    let ready = Ready::new(2);
    ready.wake(0);
    let polled = ready.next();
    // The loop polls it now, and something in there wakes it again.
    ready.wake(0);
    ready.wake(1);
    let then = ready.next();
    ensure!(
        (polled, then) == (0, 0),
        codes::QUEUED_LATE,
        "task 0 again, which was woken during its poll, and before task 1",
        "after task {polled} comes task {then}",
    );
    let last = ready.next();
    ensure!(last == 1, codes::LIFO, "task 1 at the end", "task {last}");
    Ok(())
}

/// Runs a model in every order, or only in those with at most `most` interruptions of
/// a thread that could go on.
fn explore(
    most: impl Into<Option<usize>>,
    model: impl Fn() + Send + Sync + 'static,
) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = most.into();
    builder.check(model);
}

/// Nobody is interrupted. So the loop's thread sleeps before the other one begins.
fn sleeper_is_woken() -> Outcome {
    explore(0, || {
        let ready = Arc::new(LoomReady::new(1));
        let there = Arc::clone(&ready);
        thread::spawn(move || there.wake(0));
        ready.next();
    });
    Ok(())
}

/// As `sleeper_is_woken`, with a condvar that returns once although nobody notifies it.
fn sleeps_on() -> Outcome {
    static TOO_EARLY: sync::atomic::AtomicBool =
        sync::atomic::AtomicBool::new(false);
    explore(0, || {
        RETURNS_BY_ITSELF.store(true, Ordering::Relaxed);
        let ready = Arc::new(LoomReady::new(1));
        let letter = Arc::new(AtomicBool::new(false));
        let (there, sent) = (Arc::clone(&ready), Arc::clone(&letter));
        thread::spawn(move || {
            sent.store(true, Ordering::Release);
            there.wake(0);
        });
        ready.next();
        if !letter.load(Ordering::Acquire) {
            TOO_EARLY.store(true, Ordering::Relaxed);
        }
    });
    RETURNS_BY_ITSELF.store(false, Ordering::Relaxed);
    ensure!(
        !TOO_EARLY.load(Ordering::Relaxed),
        codes::SPURIOUS,
        "`next` gives a task when one was woken",
        "it gave one when its sleep had ended by itself, and nobody had called `wake`",
    );
    Ok(())
}

fn no_wake_is_lost() -> Outcome {
    explore(None, || {
        let ready = Arc::new(LoomReady::new(1));
        let letter = Arc::new(Mutex::new(false));
        let (there, sent) = (Arc::clone(&ready), Arc::clone(&letter));
        thread::spawn(move || {
            *sent.lock().expect("nobody panics") = true;
            there.wake(0);
        });
        ready.wake(0); // for its first poll
        loop {
            ready.next();
            if *letter.lock().expect("nobody panics") {
                break;
            }
        }
    });
    Ok(())
}

fn none_of_two_is_lost() -> Outcome {
    explore(2, || {
        let ready = Arc::new(LoomReady::new(2));
        for task in [0, 1] {
            let there = Arc::clone(&ready);
            thread::spawn(move || there.wake(task));
        }
        let mut polled = [false; 2];
        while polled != [true; 2] {
            polled[ready.next()] = true;
        }
    });
    Ok(())
}

/// As `no_wake_is_lost`, but it depends on nothing else than the queue whether the
/// poll sees the letter.
fn poll_sees_what_was_written() -> Outcome {
    explore(None, || {
        let ready = Arc::new(LoomReady::new(1));
        let letter = Arc::new(AtomicBool::new(false));
        let (there, sent) = (Arc::clone(&ready), Arc::clone(&letter));
        thread::spawn(move || {
            sent.store(true, Ordering::Release);
            there.wake(0);
        });
        ready.wake(0); // for its first poll
        loop {
            ready.next();
            if letter.load(Ordering::Acquire) {
                break;
            }
        }
    });
    Ok(())
}
