//! Verdict: E-NOT-DROPPED
//!
//! Says `Elapsed`, and leaves it to whoever drops the whole to drop what is in it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use probes::{SleepUntil, TimerQueue};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ended<T> {
    InTime(T),
    Late(T),
    Elapsed,
}

struct Deadline<F: Future> {
    queue: TimerQueue,
    moment: Instant,
    /// Both, until it is over.
    running: Option<(Pin<Box<F>>, SleepUntil)>,
}

pub fn deadline<F: Future>(
    queue: &TimerQueue,
    moment: Instant,
    future: F,
) -> impl Future<Output = Ended<F::Output>> {
    let running = Some((Box::pin(future), queue.sleep_until(moment)));
    Deadline { queue: queue.clone(), moment, running }
}

impl<F: Future> Future for Deadline<F> {
    type Output = Ended<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { queue, moment, running } = &mut *self;
        let (future, limit) = running.as_mut().expect("nobody polls after `Ready`");
        let ended = match future.as_mut().poll(cx) {
            Poll::Ready(output) if queue.now() > *moment => Ended::Late(output),
            Poll::Ready(output) => Ended::InTime(output),
            Poll::Pending if Pin::new(limit).poll(cx).is_ready() => Ended::Elapsed,
            Poll::Pending => return Poll::Pending,
        };
        if !matches!(ended, Ended::Elapsed) {
            self.running = None;
        }
        Poll::Ready(ended)
    }
}
