//! Exercise 16: a deadline that both sides may hit at once.
//!
//! A student writes an exam, and at noon the papers are collected. Who hands in at the
//! stroke of noon is in time. And if the supervisor comes late, and a finished paper lies
//! on the desk by then, it is taken along, but marked as late.
//!
//! Given is the queue of the exercises before: `now()` is the time, and
//! `sleep_until(moment)` is a future like the one that you wrote. It keeps one timer, for
//! the waker of its latest poll, and cancels it when it is dropped. It can be moved
//! around freely (it is `Unpin`).
//!
//! To write: `deadline`. It is an `async fn` here; a function that returns a future of
//! your own will do as well. To reread: "A time limit is two futures" in
//! `book/src/step03.md`. Check it with `cargo learn check e16_deadline`.

use std::time::Instant;

use probes::TimerQueue;

/// How a future with a deadline ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ended<T> {
    /// It was ready before the deadline or at the very moment, by the clock when it said
    /// `Ready`.
    InTime(T),
    /// It was ready after that, but before anybody had said `Elapsed`.
    Late(T),
    /// The deadline has come, and the future, asked once more, was still pending.
    Elapsed,
}

/// Runs a future until it is ready or `moment` has come.
///
/// With the poll that says how it ended, all is over: the future has been dropped by then,
/// and no timer is set any more. The future is polled at least once, even if the moment
/// has long passed.
pub async fn deadline<F: Future>(
    queue: &TimerQueue,
    moment: Instant,
    future: F,
) -> Ended<F::Output> {
    todo!()
}
