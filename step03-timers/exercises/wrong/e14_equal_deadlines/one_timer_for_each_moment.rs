//! Verdict: E-TIMER-LOST
//!
//! Takes the deadline for a name: a map by deadline has one timer for each.

use std::collections::BTreeMap;
use std::time::Instant;

pub struct TimerQueue<T> {
    timers: BTreeMap<Instant, T>,
}

impl<T> TimerQueue<T> {
    pub fn new() -> Self {
        Self { timers: BTreeMap::new() }
    }

    pub fn set(&mut self, deadline: Instant, what: T) {
        self.timers.insert(deadline, what);
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.timers.keys().next().copied()
    }

    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        let first = self.timers.first_entry()?;
        (*first.key() <= now).then(|| first.remove())
    }
}
