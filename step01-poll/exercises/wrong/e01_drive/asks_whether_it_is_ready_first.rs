//! Verdict: E-POLL-AFTER-READY
//!
//! Takes `poll` for a question without consequences, and fetches the output by
//! another poll.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub fn drive<F: Future>(future: F) -> (F::Output, usize) {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    let mut polls = 1;
    while future.as_mut().poll(&mut cx).is_pending() {
        polls += 1;
    }
    match future.as_mut().poll(&mut cx) {
        Poll::Ready(output) => (output, polls),
        Poll::Pending => unreachable!("it was ready"),
    }
}
