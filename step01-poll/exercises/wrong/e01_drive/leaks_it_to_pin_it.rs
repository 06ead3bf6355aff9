//! Verdict: E-NOT-DROPPED
//!
//! Takes "pinned" for "has to live for ever", and leaks the future.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

pub fn drive<F: Future>(future: F) -> (F::Output, usize) {
    let future: *mut F = Box::into_raw(Box::new(future));
    // SAFETY: it was leaked, so it stays where it is and is ours alone.
    let mut future = unsafe { Pin::new_unchecked(&mut *future) };
    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 0;
    loop {
        polls += 1;
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return (output, polls);
        }
    }
}
