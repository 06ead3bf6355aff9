//! Exercise 14: equal deadlines, in the order in which they were set.

use std::collections::BTreeMap;
use std::time::Instant;

/// Deadlines, each with what is to happen then.
pub struct TimerQueue<T> {
    /// By deadline, and then by number.
    timers: BTreeMap<(Instant, u64), T>,
    /// How many timers were ever set.
    set: u64,
}

impl<T> TimerQueue<T> {
    /// A queue without timers.
    pub fn new() -> Self {
        Self { timers: BTreeMap::new(), set: 0 }
    }

    /// Sets a timer.
    pub fn set(&mut self, deadline: Instant, what: T) {
        self.timers.insert((deadline, self.set), what);
        self.set += 1;
    }

    /// The earliest deadline that is still to come out, if there is any.
    pub fn next_deadline(&self) -> Option<Instant> {
        let (&(deadline, _), _) = self.timers.first_key_value()?;
        Some(deadline)
    }

    /// Takes out the earliest timer, if that is due at `now`. Of equal deadlines, it
    /// takes the one that was set first.
    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        let first = self.timers.first_entry()?;
        let (deadline, _) = *first.key();
        (deadline <= now).then(|| first.remove())
    }
}
