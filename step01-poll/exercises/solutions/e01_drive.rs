//! Exercise 1: drive a future by hand.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Polls `future` until it is ready. Returns its output, and how many polls it took:
/// the last one counts too.
///
/// The waker that it hands down does nothing.
pub fn drive<F: Future>(future: F) -> (F::Output, usize) {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 0;
    loop {
        polls += 1;
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return (output, polls);
        }
    }
}
