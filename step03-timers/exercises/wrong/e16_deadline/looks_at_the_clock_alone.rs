//! Verdict: E-NO-TIMER
//!
//! Looks at the clock in each poll. But at noon nobody polls, since nobody was told to.

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
        match queue.now() >= moment {
            true => Poll::Ready(Ended::Elapsed),
            false => Poll::Pending,
        }
    })
    .await
}
