//! Verdict: E-DONE-UNSAID
//!
//! Finds out that it is done when it is asked again.

use std::pin::Pin;
use std::task::{Context, Poll};

pub fn fuse<F: Future>(future: F) -> Fuse<F> {
    Fuse { future: Some(Box::pin(future)), done: false }
}

pub struct Fuse<F: Future> {
    future: Option<Pin<Box<F>>>,
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
        let Some(future) = &mut self.future else {
            self.done = true;
            return Poll::Pending;
        };
        let answer = future.as_mut().poll(cx);
        if answer.is_ready() {
            self.future = None;
        }
        answer
    }
}
