use std::pin::Pin;
use std::task::{Context, Poll};

/// The future of [`ready_on_poll`].
#[derive(Debug)]
#[must_use = "futures do nothing unless polled"]
pub struct ReadyOnPoll<T> {
    left: usize,
    value: Option<T>,
}

/// A future that is ready with `value` on its `nth` poll, counted from 1. Before that,
/// each poll wakes its own task and says `Pending`, so that it works on every executor.
///
/// # Panics
///
/// When `nth` is 0, and when it is polled after it was ready.
///
/// ```
/// assert_eq!(step02_waker::block_on(probes::ready_on_poll(3, "third")), "third");
/// ```
pub fn ready_on_poll<T: Unpin>(nth: usize, value: T) -> ReadyOnPoll<T> {
    assert!(nth > 0, "polls are counted from 1");
    ReadyOnPoll { left: nth, value: Some(value) }
}

impl<T: Unpin> Future for ReadyOnPoll<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        self.left = self.left.saturating_sub(1);
        if self.left > 0 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        match self.value.take() {
            Some(value) => Poll::Ready(value),
            None => panic!("{}", crate::POLLED_AFTER_READY),
        }
    }
}
