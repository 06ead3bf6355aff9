//! The checks of `e08_block_on_within.rs`. You don't need to change this file; it is no
//! secret.

use std::future::{pending, poll_fn};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use probes::{DropCounter, Probe, event, ready_on_poll};
use verdict::{Check, Exercise, Outcome, When, codes, ensure};

#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e08_block_on_within.rs"]
mod exercise;

use exercise::block_on_within;

const SHORT: Duration = Duration::from_millis(30);
/// Long enough for many polls, if somebody polls without a wake.
const A_WHILE: Duration = Duration::from_millis(150);
/// Long enough for everything that should happen.
const HOUR: Duration = Duration::from_secs(3600);

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e08_block_on_within",
    "step02-waker/exercises/e08_block_on_within.rs",
    include_str!("../notes/e08_block_on_within.md"),
    &[
        Check::new(
            "a future that is ready at once needs no time",
            ready_at_once,
            "This future is ready at its first poll, so there is nothing to wait for.",
        ),
        Check::new(
            "when nobody wakes it, it sleeps to the limit and gives up",
            gives_up,
            "Nobody will ever wake this future, and its limit is over. The \
             sleep itself has to end at the deadline.",
        ),
        Check::new(
            "a wake during the poll is remembered",
            wake_during_poll,
            "The future woke its own task during the poll. The thread went to sleep \
             after that, for up to an hour, and nobody will wake it once more.",
        )
        .means(&[(When::Hang, codes::LOST_WAKE)]),
        Check::new(
            "one wake makes one poll",
            one_wake_one_poll,
            "The future was woken once, and nobody will wake it again. Its limit of \
             30 ms is over, and that has to end the wait.",
        ),
        Check::new(
            "a wake from another thread ends the sleep",
            another_thread,
            "The thread was asleep in `block_on_within` when another thread called \
             the waker. The limit is an hour away: the waker has to end the sleep.",
        )
        .means(&[(When::Hang, codes::UNPARK)]),
        Check::new(
            "wakes don't give the time back",
            limit_counts_from_the_call,
            "This future wakes itself at each poll and is never ready. Its limit of \
             30 ms is long over, whatever the wakes say.",
        )
        .means(&[(When::Hang, codes::PAST_LIMIT)]),
        Check::new(
            "a future that was too slow is dropped",
            dropped,
            "Nobody will ever wake this future, and its limit of 30 ms is over.",
        ),
        Check::new(
            "a limit beyond the end of the clock is none",
            no_limit,
            "This future is ready at its second poll, and woke its task for that.",
        )
        .section("book/src/step03.md#loop")
        .means(&[(When::Panic("overflow"), codes::TIME_OVERFLOW)]),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn ready_at_once() -> Outcome {
    let here = Rc::new("the kettle boils");
    let output = block_on_within(async { *here }, HOUR);
    ensure!(
        output == Some("the kettle boils"),
        codes::WRONG_OUTPUT,
        "Some(\"the kettle boils\")",
        "{output:?}",
    );
    let probe = Probe::new("the kettle");
    let output = block_on_within(probe.wrap(async { *here }), Duration::ZERO);
    let polls = probe.polls();
    ensure!(
        output.is_some(),
        codes::GAVE_UP,
        "even with a limit of nothing at all, the future is polled once: it is ready",
        "None, after {polls} polls",
    );
    Ok(())
}

fn gives_up() -> Outcome {
    let probe = Probe::new("the kettle");
    let (_fire, boils) = event::<()>("the fire, which never comes");
    let start = Instant::now();
    let output = block_on_within(probe.wrap(boils), A_WHILE);
    let (took, polls) = (start.elapsed(), probe.polls());
    ensure!(
        output.is_none(),
        codes::WRONG_OUTPUT,
        "None: the future was never ready",
        "Some",
    );
    ensure!(
        took >= A_WHILE,
        codes::GAVE_UP,
        "it waits for the whole limit, {A_WHILE:?}",
        "it gave up after {took:?}",
    );
    ensure!(
        polls <= 3,
        codes::SPINS,
        "one poll, and perhaps another at the limit: there was no wake",
        "{polls} polls in {A_WHILE:?}",
    );
    Ok(())
}

fn wake_during_poll() -> Outcome {
    // By another thread, so that a wake that doesn't return is seen at once.
    let returned = block_on_within(
        poll_fn(|cx| {
            let waker = cx.waker().clone();
            let (done, returned) = mpsc::channel();
            thread::spawn(move || {
                waker.wake();
                let _ = done.send(());
            });
            Poll::Ready(returned.recv_timeout(Duration::from_secs(1)).is_ok())
        }),
        HOUR,
    );
    ensure!(
        returned != Some(false),
        codes::LOCK_ACROSS_POLL,
        "a wake returns at once, also while the future is being polled",
        "it hadn't returned after 1 s, and the poll wasn't over: it waits for a lock that \
         `block_on_within` holds while it polls",
    );
    let probe = Probe::new("the kettle, which is ready at its third poll");
    let output = block_on_within(probe.spy(ready_on_poll(3, "tea")), HOUR);
    let polls = probe.polls();
    ensure!(
        output == Some("tea"),
        codes::GAVE_UP,
        "Some(\"tea\") at the third poll: the limit is an hour away",
        "{output:?} after {polls} polls",
    );
    Ok(())
}

fn one_wake_one_poll() -> Outcome {
    let probe = Probe::new("the kettle, which wakes its task once");
    let once = async {
        ready_on_poll(2, ()).await;
        pending::<()>().await;
    };
    block_on_within(probe.spy(once), SHORT);
    let polls = probe.polls();
    ensure!(
        polls <= 3,
        codes::MARK_LEFT,
        "one poll, another for the one wake, and perhaps a last one at the limit",
        "{polls} polls",
    );
    Ok(())
}

fn another_thread() -> Outcome {
    // Once would do, if it were sure that the thread is asleep by then.
    for _ in 0..5 {
        let (fire, boils) = event("the kettle");
        fire.woken_by("the other thread, which has completed it");
        let cook = thread::spawn(move || {
            while fire.polls() == 0 {
                thread::yield_now();
            }
            thread::sleep(Duration::from_millis(20));
            fire.complete("tea");
        });
        let output = block_on_within(boils, HOUR);
        cook.join().expect("the waker doesn't panic");
        ensure!(
            output == Some("tea"),
            codes::GAVE_UP,
            "Some(\"tea\"): the limit is an hour away",
            "{output:?}",
        );
    }
    Ok(())
}

fn limit_counts_from_the_call() -> Outcome {
    let start = Instant::now();
    let output: Option<()> = block_on_within(
        poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::Pending
        }),
        SHORT,
    );
    let took = start.elapsed();
    ensure!(output.is_none(), codes::WRONG_OUTPUT, "None", "Some");
    ensure!(
        took >= SHORT,
        codes::GAVE_UP,
        "it goes on for the whole limit, {SHORT:?}",
        "it gave up after {took:?}",
    );
    Ok(())
}

fn dropped() -> Outcome {
    let cups = DropCounter::new("the cup in the future");
    let cup = cups.guard();
    block_on_within(
        async move {
            let _cup = cup;
            pending::<()>().await;
        },
        Duration::ZERO,
    );
    let alive = cups.alive();
    ensure!(
        alive == 0,
        codes::NOT_DROPPED,
        "when the limit is over, the future is dropped with all that it holds",
        "{alive} of what it held is still alive",
    );
    Ok(())
}

fn no_limit() -> Outcome {
    let output = block_on_within(ready_on_poll(2, "tea"), Duration::MAX);
    ensure!(
        output == Some("tea"),
        codes::GAVE_UP,
        "Some(\"tea\") at the second poll: there is no limit",
        "{output:?}",
    );
    Ok(())
}
