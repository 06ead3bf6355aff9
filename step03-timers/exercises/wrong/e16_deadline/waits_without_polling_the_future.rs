//! Verdict: E-TIMER-SLEEPS
//!
//! Has the thread wait for noon, and looks at the paper then.

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
    poll_fn(|cx| {
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready(Ended::InTime(output));
            }
            if queue.now() >= moment {
                return Poll::Ready(Ended::Elapsed);
            }
            std::thread::yield_now();
        }
    })
    .await
}
