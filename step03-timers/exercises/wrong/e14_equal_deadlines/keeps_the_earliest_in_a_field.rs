//! Verdict: E-NEXT-DEADLINE
//!
//! Writes the earliest deadline down when a timer is set, and never again.

use std::collections::BTreeMap;
use std::time::Instant;

pub struct TimerQueue<T> {
    timers: BTreeMap<(Instant, u64), T>,
    set: u64,
    earliest: Option<Instant>,
}

impl<T> TimerQueue<T> {
    pub fn new() -> Self {
        Self { timers: BTreeMap::new(), set: 0, earliest: None }
    }

    pub fn set(&mut self, deadline: Instant, what: T) {
        self.timers.insert((deadline, self.set), what);
        self.set += 1;
        let earliest = self.earliest.unwrap_or(deadline);
        self.earliest = Some(earliest.min(deadline));
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.earliest
    }

    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        let first = self.timers.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }
}
