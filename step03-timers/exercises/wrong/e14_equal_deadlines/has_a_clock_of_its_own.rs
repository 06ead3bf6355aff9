//! Verdict: E-WRONG-CLOCK
//!
//! Asks the system for the time instead of taking the `now` that it is given.

use std::collections::BTreeMap;
use std::time::Instant;
pub struct TimerQueue<T> {
    timers: BTreeMap<(Instant, u64), T>,
    next: u64,
}
impl<T> TimerQueue<T> {
    pub fn new() -> Self {
        Self { timers: BTreeMap::new(), next: 0 }
    }
    pub fn set(&mut self, deadline: Instant, what: T) {
        self.timers.insert((deadline, self.next), what);
        self.next += 1;
    }
    pub fn next_deadline(&self) -> Option<Instant> {
        self.timers.keys().next().map(|k| k.0)
    }
    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        if self.next_deadline()? <= Instant::now() {
            self.timers.pop_first().map(|t| t.1)
        } else {
            None
        }
    }
}
