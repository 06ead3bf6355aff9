//! Verdict: E-TIE
//!
//! Polls the limit first: at the stroke of noon, it has won before the paper is looked at.

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
        if Pin::new(&mut limit).poll(cx).is_ready() {
            return Poll::Ready(Ended::Elapsed);
        }
        future.as_mut().poll(cx).map(|output| match queue.now() <= moment {
            true => Ended::InTime(output),
            false => Ended::Late(output),
        })
    })
    .await
}
