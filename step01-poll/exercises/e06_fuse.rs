//! Exercise 6: a future that may be asked once too often.
//!
//! To poll a future after it was ready is a mistake, and most of them panic. Some loops
//! can't help it: they poll all they have, again and again. For them there is `fuse`.
//!
//! Write `fuse`, the fields of `Fuse`, and its two functions. Reread "The loop" in step
//! 1. Check it with `cargo learn check e06_fuse`.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Wraps a future, so that it may be polled after it was ready.
pub fn fuse<F: Future>(future: F) -> Fuse<F> {
    todo!()
}

/// The future of [`fuse`]: ready once, as the wrapped one is, and from then on pending
/// for ever. When it is ready, the wrapped future is dropped.
pub struct Fuse<F: Future> {
    // What has to be kept, and until when?
    future: F,
}

impl<F: Future> Fuse<F> {
    /// Whether it was ready already: nothing more will come of it.
    pub fn is_done(&self) -> bool {
        todo!()
    }
}

impl<F: Future> Future for Fuse<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        todo!()
    }
}
