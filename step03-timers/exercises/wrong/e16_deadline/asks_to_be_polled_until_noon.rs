//! Verdict: E-SELF-WAKE
//!
//! Has no timer, and wakes itself at each poll instead.

use std::future::poll_fn;
use std::pin::pin;
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
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}
