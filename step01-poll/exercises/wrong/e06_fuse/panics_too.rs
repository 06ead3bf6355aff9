//! Verdict: E-PANIC
//!
//! Forgets the wrapped future, and complains when it is asked for it.

use std::pin::Pin;
use std::task::{Context, Poll};

pub fn fuse<F: Future>(future: F) -> Fuse<F> {
    Fuse { future: Some(Box::pin(future)) }
}

pub struct Fuse<F: Future> {
    future: Option<Pin<Box<F>>>,
}

impl<F: Future> Fuse<F> {
    pub fn is_done(&self) -> bool {
        self.future.is_none()
    }
}

impl<F: Future> Future for Fuse<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let answer = self.future.as_mut().expect("it was ready").as_mut().poll(cx);
        if answer.is_ready() {
            self.future = None;
        }
        answer
    }
}
