//! Verdict: E-ONE-STEP
//!
//! Asks the wrapped future until it is ready, within one poll.

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
        let Some(future) = &mut self.future else { return Poll::Pending };
        let result = loop {
            let r = future.as_mut().poll(cx);
            if r.is_ready() {
                break r;
            }
        };
        if result.is_ready() {
            self.future = None;
        }
        result
    }
}
