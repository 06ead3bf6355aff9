//! Verdict: E-HANG
//!
//! Sleeps after `Pending`, as the loops to come do, but with a waker that wakes
//! nobody.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

pub fn drive<F: Future>(future: F) -> (F::Output, usize) {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 0;
    loop {
        polls += 1;
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return (output, polls);
        }
        thread::park();
    }
}
