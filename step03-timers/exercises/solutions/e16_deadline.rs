//! Exercise 16: a deadline that both sides may hit at once.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
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
    let mut future = pin!(future);
    let mut limit = queue.sleep_until(moment);
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            let in_time = queue.now() <= moment;
            return Poll::Ready(match in_time {
                true => Ended::InTime(output),
                false => Ended::Late(output),
            });
        }
        Pin::new(&mut limit).poll(cx).map(|()| Ended::Elapsed)
    })
    .await
}
