//! Exercise 6: a future that may be asked once too often.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Wraps a future, so that it may be polled after it was ready.
pub fn fuse<F: Future>(future: F) -> Fuse<F> {
    Fuse { future: Some(Box::pin(future)) }
}

/// The future of [`fuse`].
pub struct Fuse<F: Future> {
    /// `None` once it was ready.
    future: Option<Pin<Box<F>>>,
}

impl<F: Future> Fuse<F> {
    /// Whether it was ready already.
    pub fn is_done(&self) -> bool {
        self.future.is_none()
    }
}

impl<F: Future> Future for Fuse<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Some(future) = &mut self.future else { return Poll::Pending };
        let answer = future.as_mut().poll(cx);
        if answer.is_ready() {
            self.future = None;
        }
        answer
    }
}
