//! Verdict: E-LATEST-WAKER
//!
//! Polls the limit once, to start it, and then only looks at the clock. The timer keeps the
//! waker of the first poll.

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
    let mut started = false;
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            let in_time = queue.now() <= moment;
            return Poll::Ready(match in_time {
                true => Ended::InTime(output),
                false => Ended::Late(output),
            });
        }
        if queue.now() >= moment {
            return Poll::Ready(Ended::Elapsed);
        }
        if !started {
            started = true;
            let _ = Pin::new(&mut limit).poll(cx);
        }
        Poll::Pending
    })
    .await
}
