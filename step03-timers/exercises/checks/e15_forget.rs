//! The checks of `e15_forget.rs`. You don't need to change this file; it is no secret.

use std::pin::Pin;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use probes::{SimClock, TimerQueue, WakerProbe};
use verdict::{Check, Exercise, Outcome, codes, ensure, wrong};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e15_forget.rs"]
mod exercise;

use exercise::{Sleep, sleep_until};

const RETURNS: &str = "Neither `poll` nor `reset` nor `drop` has to wait: the clock moves only when \
     they have returned.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e15_forget",
    "step03-timers/exercises/e15_forget.rs",
    include_str!("../notes/e15_forget.md"),
    &[
        Check::new(
            "it sets a timer, and is ready when that has fired",
            sleeps,
            RETURNS,
        ),
        Check::new("dropped while it waits, it cancels its timer", forgets, RETURNS),
        Check::new(
            "it has one timer, for the waker of the latest poll",
            one_timer,
            RETURNS,
        ),
        Check::new("once it is ready, nothing is left of it", ready, RETURNS),
        Check::new("put off, it sleeps until the new deadline", put_off, RETURNS),
        Check::new("brought forward, it is woken earlier", brought_forward, RETURNS),
        Check::new("it can be reset before its first poll", reset_first, RETURNS),
        Check::new("a sleep that is over can be reset", reset_again, RETURNS),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// A connection that is closed after some silence.
struct Connection {
    clock: SimClock,
    queue: TimerQueue,
    opened: Instant,
    silence: Sleep,
    task: WakerProbe,
}

impl Connection {
    fn closes_after(seconds: u64) -> Self {
        let clock = SimClock::new();
        let queue = TimerQueue::new(&clock);
        let opened = queue.now();
        let silence = sleep_until(&queue, opened + Duration::from_secs(seconds));
        let task = WakerProbe::new("the connection's task");
        Self { clock, queue, opened, silence, task }
    }

    fn is_over(&mut self) -> bool {
        let Self { task, silence, .. } = self;
        task.context(|cx| Pin::new(silence).poll(cx)).is_ready()
    }

    fn reset(&mut self, seconds: u64) {
        self.silence.reset(self.opened + Duration::from_secs(seconds));
    }

    /// Moves the clock on, and fires what is due.
    fn wait_until(&self, seconds: u64) {
        let moment = Duration::from_secs(seconds);
        self.clock.advance(moment.saturating_sub(self.clock.elapsed()));
        self.queue.fire_due();
    }

    /// In how many seconds after the opening the next timer is due.
    fn next(&self) -> String {
        match self.queue.next_deadline() {
            Some(deadline) => {
                let after = deadline.saturating_duration_since(self.opened);
                format!("timers set: {}, the next at {after:?}", self.queue.len())
            }
            None => "no timer is set".into(),
        }
    }
}

fn sleeps() -> Outcome {
    let mut it = Connection::closes_after(30);
    ensure!(
        !it.is_over(),
        codes::TOO_EARLY,
        "`Pending` for 30 s",
        "`Ready` at once"
    );
    let next = it.next();
    ensure!(
        it.queue.len() == 1,
        codes::NO_TIMER,
        "after the first poll, one timer is set",
        "{next}"
    );
    let held = it.task.held();
    ensure!(
        held > 0,
        codes::NO_WAKER,
        "the timer has a clone of the waker in `cx`",
        "the timer has another waker",
    );
    it.wait_until(30);
    let wakes = it.task.wakes();
    ensure!(wakes == 1, codes::NO_TIMER, "after 30 s, woken 1×", "woken {wakes}×");
    ensure!(
        it.is_over(),
        codes::DUE_NOW,
        "`Ready` after exactly 30 s",
        "`Pending` after 30 s",
    );
    Ok(())
}

fn forgets() -> Outcome {
    let mut it = Connection::closes_after(30);
    let _ = it.is_over();
    let Connection { queue, silence, task, clock, .. } = it;
    clock.advance(Duration::from_secs(10));
    drop(silence);
    let timers = queue.len();
    ensure!(
        timers == 0,
        codes::TIMER_KEPT,
        "dropped after 10 s of 30 s, its timer is cancelled",
        "timers still set: {timers}",
    );
    let held = task.held();
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "no clone of its waker is left",
        "clones still held: {held}",
    );
    Ok(())
}

fn one_timer() -> Outcome {
    let mut it = Connection::closes_after(30);
    let _ = it.is_over();
    let _ = it.is_over();
    let first = std::mem::replace(&mut it.task, WakerProbe::new("another task"));
    let _ = it.is_over();
    let next = it.next();
    ensure!(
        it.queue.len() == 1,
        codes::WAKER_PILE,
        "polled by one task, and then by another: one timer is set",
        "{next}",
    );
    it.wait_until(30);
    let (old, new) = (first.wakes(), it.task.wakes());
    ensure!(
        (old, new) == (0, 1),
        codes::LATEST_WAKER,
        "the task that polled last is woken 1×, the other 0×",
        "the last 1 was woken {new}×, the other {old}×",
    );
    Ok(())
}

fn ready() -> Outcome {
    let mut it = Connection::closes_after(30);
    let _ = it.is_over();
    // The loop polls it for another reason, and only then looks at its timers.
    it.clock.advance(Duration::from_secs(31));
    ensure!(
        it.is_over(),
        codes::DUE_NOW,
        "`Ready` after 31 s, although its timer hasn't fired yet",
        "`Pending`",
    );
    let (timers, held) = (it.queue.len(), it.task.held());
    ensure!(
        timers == 0,
        codes::TIMER_KEPT,
        "polled after 31 s, before the loop has fired: `Ready`, and no timer is set",
        "`Ready`; timers still set: {timers}",
    );
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "after `Ready`, no clone of the waker is held",
        "clones still held: {held}",
    );
    Ok(())
}

fn put_off() -> Outcome {
    let mut it = Connection::closes_after(30);
    let _ = it.is_over();
    it.wait_until(20);
    it.reset(50);
    is_set_for(&it, 50)?;
    it.wait_until(30);
    let wakes = it.task.wakes();
    ensure!(
        wakes == 0 && !it.is_over(),
        codes::TOO_EARLY,
        "put off from 30 s to 50 s: pending after 30 s, not woken",
        "woken {wakes}×, or ready",
    );
    it.wait_until(50);
    let wakes = it.task.wakes();
    ensure!(wakes == 1, codes::NO_TIMER, "woken 1× after 50 s", "woken {wakes}×");
    ensure!(it.is_over(), codes::DUE_NOW, "`Ready` after 50 s", "`Pending`");
    Ok(())
}

fn is_set_for(it: &Connection, seconds: u64) -> Outcome {
    let next = it.next();
    let timers = it.queue.len();
    ensure!(
        timers > 0,
        codes::NO_TIMER,
        "reset while somebody waits: one timer, at {seconds}s, without another poll",
        "{next}",
    );
    let deadline = it.opened + Duration::from_secs(seconds);
    ensure!(
        timers == 1 && it.queue.next_deadline() == Some(deadline),
        codes::TIMER_KEPT,
        "reset while somebody waits: one timer, at {seconds}s",
        "{next}",
    );
    Ok(())
}

fn brought_forward() -> Outcome {
    let mut it = Connection::closes_after(30);
    let _ = it.is_over();
    it.reset(5);
    is_set_for(&it, 5)?;
    it.wait_until(5);
    let wakes = it.task.wakes();
    ensure!(wakes == 1, codes::NO_TIMER, "woken 1× after 5 s", "woken {wakes}×");
    ensure!(it.is_over(), codes::DUE_NOW, "`Ready` after 5 s", "`Pending`");
    // What has fired but wasn't polled can still be put off.
    let mut it = Connection::closes_after(5);
    let _ = it.is_over();
    it.wait_until(5);
    it.reset(10);
    if it.is_over() {
        wrong!(
            codes::TOO_EARLY,
            "its timer has fired after 5 s, and then it is put off to 10 s: `Pending`",
            "`Ready` after 5 s",
        );
    }
    is_set_for(&it, 10)
}

fn reset_first() -> Outcome {
    let mut it = Connection::closes_after(30);
    let timers = it.queue.len();
    ensure!(
        timers == 0,
        codes::NOT_LAZY,
        "`sleep_until` was called, and nobody has polled: no timer is set",
        "timers set: {timers}",
    );
    it.reset(60);
    let timers = it.queue.len();
    ensure!(
        timers == 0,
        codes::TIMER_KEPT,
        "reset before its first poll: nobody waits yet, and no timer is set",
        "timers set: {timers}",
    );
    let _ = it.is_over();
    is_set_for(&it, 60)?;
    let held = it.task.held();
    ensure!(
        held > 0,
        codes::NO_WAKER,
        "the timer has a clone of the waker in `cx`",
        "the timer has another waker",
    );
    // A sleep that was never polled has nothing to forget.
    let never_polled = Connection::closes_after(30);
    let Connection { queue, silence, .. } = never_polled;
    drop(silence);
    let timers = queue.len();
    ensure!(
        timers == 0,
        codes::TIMER_KEPT,
        "dropped before its first poll: no timer is set",
        "timers set: {timers}",
    );
    Ok(())
}

fn reset_again() -> Outcome {
    let mut it = Connection::closes_after(30);
    let _ = it.is_over();
    it.wait_until(30);
    let _ = it.is_over();
    it.reset(90);
    ensure!(
        !it.is_over(),
        codes::TOO_EARLY,
        "it was over after 30 s and is reset to 90 s: `Pending`",
        "`Ready` after 30 s",
    );
    is_set_for(&it, 90)?;
    it.wait_until(90);
    ensure!(it.is_over(), codes::DUE_NOW, "`Ready` after 90 s", "`Pending`");
    Ok(())
}
