//! Verdict: E-STACK
//!
//! Asks again by calling itself: then each poll takes a piece of the stack, and keeps it.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

pub fn drive<F: Future>(future: F) -> (F::Output, usize) {
    ask(pin!(future), 1)
}

fn ask<F: Future>(mut future: Pin<&mut F>, polls: usize) -> (F::Output, usize) {
    let mut cx = Context::from_waker(Waker::noop());
    match future.as_mut().poll(&mut cx) {
        Poll::Ready(output) => (output, polls),
        Poll::Pending => ask(future, polls + 1),
    }
}
