//! Exercise 14: equal deadlines, in the order in which they were set.
//!
//! Two timers for the same moment: which fires first? The one that was set first, or
//! programs would run in another order each time. Write a timer queue that keeps to this.
//!
//! To write: what a `TimerQueue` holds, and its four functions. A collection of the
//! standard library does most of the work; nothing has to be as fast as the wheel of
//! step 3. Nothing is known of `T`: it can't be compared, and it can't be cloned.
//!
//! To reread: "The loop" in `book/src/step03.md`. Check it with
//! `cargo learn check e14_equal_deadlines`.

use std::time::Instant;

/// Deadlines, each with what is to happen then.
pub struct TimerQueue<T> {
    // Yours. `T` has to be in it, so for now:
    what: Vec<T>,
}

impl<T> TimerQueue<T> {
    /// A queue without timers.
    pub fn new() -> Self {
        todo!()
    }

    /// Sets a timer.
    pub fn set(&mut self, deadline: Instant, what: T) {
        todo!()
    }

    /// The earliest deadline that is still to come out, if there is any.
    pub fn next_deadline(&self) -> Option<Instant> {
        todo!()
    }

    /// Takes out the earliest timer, if that is due at `now`. Of equal deadlines, it
    /// takes the one that was set first.
    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        todo!()
    }
}
