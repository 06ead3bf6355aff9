//! Verdict: E-POLL-AFTER-READY
//!
//! Believes that a ready future stays ready, and that asking again is harmless.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub fn drive<F: Future>(future: F) -> (F::Output, usize) {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 0;
    loop {
        polls += 1;
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            let again = catch_unwind(AssertUnwindSafe(|| {
                let _ = future.as_mut().poll(&mut cx);
            }));
            drop(again);
            return (output, polls);
        }
    }
}
