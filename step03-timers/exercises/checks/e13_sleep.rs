//! The checks of `e13_sleep.rs`. You don't need to change this file; it is no secret.

use std::process::ExitCode;
use std::task::Poll;
use std::time::Duration;

use probes::{Driver, SimClock, TimerQueue, WakerProbe};
use verdict::{Check, Exercise, Outcome, When, codes, ensure, wrong};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e13_sleep.rs"]
mod exercise;

use exercise::{Sleep, sleep};

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e13_sleep",
    "step03-timers/exercises/e13_sleep.rs",
    include_str!("../notes/e13_sleep.md"),
    &[
        Check::new(
            "`poll` returns at once and says `Pending`",
            returns_at_once,
            "The nap takes an hour, and nobody moves the clock on before `poll` has \
             returned.",
        )
        .deadline(Duration::from_secs(1))
        .means(&[(When::Hang, codes::TIMER_SLEEPS)]),
        Check::new(
            "the first poll sets a timer for its waker",
            sets_a_timer,
            "`poll` should set a timer and return.",
        ),
        Check::new(
            "the deadline is counted from the call, by the queue's clock",
            counts_from_the_call,
            "`poll` should set a timer and return.",
        ),
        Check::new(
            "when its time has come, it is woken once, and ready",
            wakes_once,
            "The timer has fired, and the next poll should say `Ready`.",
        ),
        Check::new(
            "to be polled too early changes nothing",
            polled_too_early,
            "`poll` should say `Pending` and return.",
        ),
        Check::new(
            "the timer has the waker of the latest poll",
            latest_waker,
            "`poll` should say `Pending` and return.",
        ),
        Check::new(
            "a sleep whose time has passed is over soon",
            over_already,
            "The time has passed. `poll` has nothing left to wait for.",
        ),
        Check::new(
            "the longest duration there is means: for ever",
            for_ever,
            "`poll` should say `Pending` and return.",
        )
        .means(&[(When::Panic("overflow"), codes::TIME_OVERFLOW)]),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A clock, and a queue that goes by it.
fn kitchen() -> (SimClock, TimerQueue) {
    let clock = SimClock::new();
    let queue = TimerQueue::new(&clock);
    (clock, queue)
}

fn nap(queue: &TimerQueue, duration: Duration) -> Driver<Sleep> {
    let nap = Driver::new("the sleep", sleep(queue, duration));
    nap.woken_by("the timer queue, when its timer is due");
    nap
}

fn returns_at_once() -> Outcome {
    let (_, queue) = kitchen();
    let mut nap = nap(&queue, HOUR);
    ensure!(
        nap.poll().is_pending(),
        codes::TOO_EARLY,
        "`Pending`: the nap takes an hour, and the clock stands still",
        "`Ready` at once",
    );
    Ok(())
}

fn sets_a_timer() -> Outcome {
    let (_, queue) = kitchen();
    let mut nap = nap(&queue, HOUR);
    let _ = nap.poll();
    let (timers, wakes, held) = (queue.len(), nap.wakes(), nap.held());
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "no wake before the hour is over",
        "the clock stands still, and the task was woken within the poll: {wakes}×",
    );
    ensure!(
        timers == 1,
        codes::NO_TIMER,
        "one timer in the queue",
        "the sleep is pending; timers in the queue: {timers}",
    );
    ensure!(
        held > 0,
        codes::NO_WAKER,
        "the timer has a clone of the waker in `cx`",
        "the timer has another waker",
    );
    Ok(())
}

fn counts_from_the_call() -> Outcome {
    let (clock, queue) = kitchen();
    // The queue's clock is a day ahead of the system's.
    clock.advance(DAY);
    let call = queue.now();
    let mut nap = nap(&queue, MINUTE);
    clock.advance(10 * SECOND);
    if nap.poll().is_ready() {
        wrong!(
            codes::WRONG_CLOCK,
            "`Pending`: by the queue's clock, 10 s of 60 s have passed",
            "`Ready`, by some other clock",
        );
    }
    let Some(deadline) = queue.next_deadline() else {
        wrong!(codes::NO_TIMER, "one timer in the queue", "none");
    };
    let now = queue.now();
    ensure!(
        deadline > now,
        codes::WRONG_CLOCK,
        "a deadline 50 s from now, by the queue's clock",
        "by the queue's clock, the deadline has long passed",
    );
    let from_call = deadline - call;
    ensure!(
        from_call == MINUTE,
        codes::DEADLINE_MOVED,
        "a deadline 60 s after the call of `sleep`, 50 s after its first poll",
        "a deadline {from_call:?} after the call",
    );
    Ok(())
}

fn wakes_once() -> Outcome {
    let (clock, queue) = kitchen();
    let mut nap = nap(&queue, MINUTE);
    let _ = nap.poll();
    clock.advance(MINUTE);
    queue.fire_due();
    let wakes = nap.wakes();
    ensure!(
        wakes == 1,
        codes::NO_TIMER,
        "after exactly 60 s its waker is woken, 1×",
        "it was woken {wakes}×",
    );
    if nap.poll().is_ready() {
        return Ok(());
    }
    clock.advance(SECOND);
    if nap.poll().is_ready() {
        wrong!(
            codes::DUE_NOW,
            "`Ready` after exactly 60 s",
            "`Pending` after 60 s, `Ready` after 61 s",
        );
    }
    wrong!(
        codes::WRONG_CLOCK,
        "`Ready` after 60 s, by the queue's clock",
        "`Pending` after 60 s, and after 61 s",
    );
}

fn polled_too_early() -> Outcome {
    let (clock, queue) = kitchen();
    let mut nap = nap(&queue, MINUTE);
    for second in 0..10 {
        ensure!(
            nap.poll().is_pending(),
            codes::TOO_EARLY,
            "`Pending`: something else woke the task, and the time hasn't come",
            "`Ready` after {second} s of 60 s",
        );
        clock.advance(SECOND);
    }
    let (timers, held) = (queue.len(), nap.held());
    ensure!(
        timers == 1,
        codes::WAKER_PILE,
        "after 10 polls with the same waker, one timer is set",
        "timers set: {timers}; clones of the waker: {held}",
    );
    let deadline = queue.next_deadline().expect("there is one timer");
    let left = deadline.saturating_duration_since(queue.now());
    ensure!(
        left == 50 * SECOND,
        codes::DEADLINE_MOVED,
        "10 s have passed, and 50 s are left",
        "{left:?} are left",
    );
    Ok(())
}

fn latest_waker() -> Outcome {
    let (_, queue) = kitchen();
    let mut nap = nap(&queue, MINUTE);
    let (a, b) = (WakerProbe::new("task A"), WakerProbe::new("task B"));
    let _ = nap.poll_with(&a);
    let _ = nap.poll_with(&b);
    let held = a.held();
    queue.turn();
    let (woken_a, woken_b) = (a.wakes(), b.wakes());
    ensure!(
        woken_b == 1,
        codes::LATEST_WAKER,
        "polled with the waker of A, then of B: the timer wakes B 1×",
        "it woke A {woken_a}×, B {woken_b}×",
    );
    ensure!(
        held == 0,
        codes::WAKER_PILE,
        "once B has polled, the waker of A is given back",
        "clones of it still held: {held}; A was woken {woken_a}×",
    );
    Ok(())
}

fn over_already() -> Outcome {
    let (clock, queue) = kitchen();
    let at_once = nap(&queue, Duration::ZERO);
    let late = nap(&queue, MINUTE);
    clock.advance(HOUR);
    for mut nap in [at_once, late] {
        if nap.poll() == Poll::Ready(()) {
            continue;
        }
        // To give control back first is fine, with a wake to come.
        queue.fire_due();
        let wakes = nap.wakes();
        ensure!(
            wakes > 0,
            codes::NO_TIMER,
            "`Ready`, or `Pending` and then a wake at once",
            "`Pending`, and no wake",
        );
        ensure!(
            nap.poll().is_ready(),
            codes::DUE_NOW,
            "`Ready` at the second poll at the latest",
            "`Pending` again",
        );
    }
    Ok(())
}

fn for_ever() -> Outcome {
    let (clock, queue) = kitchen();
    let mut nap = nap(&queue, Duration::MAX);
    for year in 0..10 {
        ensure!(
            nap.poll().is_pending(),
            codes::TOO_EARLY,
            "`Pending`, for ever",
            "`Ready` after {year} years",
        );
        clock.advance(365 * DAY);
        queue.fire_due();
    }
    Ok(())
}
