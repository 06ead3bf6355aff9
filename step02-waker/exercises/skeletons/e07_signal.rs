//! Exercise 7: a signal.
//!
//! A train waits at a signal. The signal is red at first; at some moment somebody turns
//! it to green, and from then on it stays green. A task can wait for that.
//!
//! Write all of it: what a `Signal` and a `Wait` share, `turn_green`, and `poll`. Unlike
//! step 2's `oneshot`, a signal carries no value, and it may be looked at again and
//! again. One task at a time waits for it.
//!
//! Reread "The one idea" in step 2. Check it with `cargo learn check e07_signal`.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Red at first, then green for ever. Clones are the same signal, and may be used on
/// any thread.
#[derive(Clone)]
pub struct Signal {}

impl Signal {
    /// Creates a signal. It is red.
    pub fn new() -> Self {
        todo!()
    }

    /// Turns it to green, and wakes whoever waits for that. Turned already, it does
    /// nothing.
    pub fn turn_green(&self) {
        todo!()
    }

    /// Waits until the signal is green.
    ///
    /// It may have been polled with different wakers: then the last one is woken, and
    /// no other.
    pub fn wait(&self) -> Wait {
        todo!()
    }
}

/// The future of [`Signal::wait`].
pub struct Wait {}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        todo!()
    }
}
