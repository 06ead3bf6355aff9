//! Verdict: E-TOO-EARLY
//!
//! Believes that whoever takes a timer out has looked at the clock before.

use std::collections::BTreeMap;
use std::time::Instant;

pub struct TimerQueue<T> {
    timers: BTreeMap<(Instant, u64), T>,
    set: u64,
}

impl<T> TimerQueue<T> {
    pub fn new() -> Self {
        Self { timers: BTreeMap::new(), set: 0 }
    }

    pub fn set(&mut self, deadline: Instant, what: T) {
        self.timers.insert((deadline, self.set), what);
        self.set += 1;
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.timers.keys().next().map(|(deadline, _)| *deadline)
    }

    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        self.timers.pop_first().map(|(_, what)| what)
    }
}
