//! Verdict: E-POLL-COUNT
//!
//! Counts the answers "not yet", and takes the last poll for something else.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub fn drive<F: Future>(future: F) -> (F::Output, usize) {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 0;
    loop {
        match future.as_mut().poll(&mut cx) {
            Poll::Ready(output) => return (output, polls),
            Poll::Pending => polls += 1,
        }
    }
}
