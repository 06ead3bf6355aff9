//! Exercise 6: a future that may be asked once too often.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Wraps a future, so that it may be polled after it was ready.
pub fn fuse<F: Future>(future: F) -> Fuse<F> {
    Fuse { state: State::Waiting(Box::pin(future)) }
}

/// The future of [`fuse`].
pub struct Fuse<F: Future> {
    state: State<F>,
}

impl<F: Future> Fuse<F> {
    /// Whether it was ready already.
    pub fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }
}

impl<F: Future> Future for Fuse<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // Taken out for the poll: if that panics, there is nothing left to poll again.
        match std::mem::replace(&mut self.state, State::Done) {
            State::Done => Poll::Pending,
            State::Waiting(mut future) => match future.as_mut().poll(cx) {
                Poll::Ready(output) => Poll::Ready(output),
                Poll::Pending => {
                    self.state = State::Waiting(future);
                    Poll::Pending
                }
            },
        }
    }
}

enum State<F> {
    Waiting(Pin<Box<F>>),
    Done,
}
