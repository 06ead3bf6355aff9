//! Verdict: E-TIE
//!
//! Believes that after the deadline nobody needs to be asked any more.

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
    if queue.now() > moment {
        return Ended::Elapsed;
    }
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
