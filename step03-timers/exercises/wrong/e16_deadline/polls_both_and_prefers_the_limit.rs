//! Verdict: E-TIE
//!
//! Polls both, and if both are ready, takes the limit for the stricter one.

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
    poll_fn(|cx| match (future.as_mut().poll(cx), Pin::new(&mut limit).poll(cx)) {
        (_, Poll::Ready(())) => Poll::Ready(Ended::Elapsed),
        (Poll::Ready(output), _) => Poll::Ready(Ended::InTime(output)),
        _ => Poll::Pending,
    })
    .await
}
