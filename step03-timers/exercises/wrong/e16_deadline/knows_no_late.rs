//! Verdict: E-LATENESS
//!
//! Has the rule of `timeout`: what is ready has won. But whether it was late is asked too.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Instant;

use probes::TimerQueue;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ended<T> {
    InTime(T),
    Late(T),
    Elapsed,
}

pub async fn deadline<F: Future>(
    queue: &TimerQueue,
    moment: Instant,
    future: F,
) -> Ended<F::Output> {
    let mut future = pin!(future);
    let mut limit = queue.sleep_until(moment);
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Ended::InTime(output));
        }
        Pin::new(&mut limit).poll(cx).map(|()| Ended::Elapsed)
    })
    .await
}
