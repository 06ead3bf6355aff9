//! Verdict: E-NOT-DROPPED
//!
//! A flag says that it is done, and the future stays, with all that it holds.

use std::pin::Pin;
use std::task::{Context, Poll};

pub fn fuse<F: Future>(future: F) -> Fuse<F> {
    Fuse { future: Box::pin(future), done: false }
}

pub struct Fuse<F: Future> {
    future: Pin<Box<F>>,
    done: bool,
}

impl<F: Future> Fuse<F> {
    pub fn is_done(&self) -> bool {
        self.done
    }
}

impl<F: Future> Future for Fuse<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        if self.done {
            return Poll::Pending;
        }
        let answer = self.future.as_mut().poll(cx);
        self.done = answer.is_ready();
        answer
    }
}
