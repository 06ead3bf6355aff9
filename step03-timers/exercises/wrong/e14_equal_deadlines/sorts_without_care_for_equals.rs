//! Verdict: E-EQUAL-DEADLINES
//!
//! Sorts by deadline, fast, and takes every sort for a stable one.

use std::time::Instant;

pub struct TimerQueue<T> {
    /// The latest first.
    timers: Vec<(Instant, T)>,
}

impl<T> TimerQueue<T> {
    pub fn new() -> Self {
        Self { timers: Vec::new() }
    }

    pub fn set(&mut self, deadline: Instant, what: T) {
        self.timers.insert(0, (deadline, what));
        self.timers.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.timers.last().map(|(deadline, _)| *deadline)
    }

    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        if self.next_deadline()? > now {
            return None;
        }
        self.timers.pop().map(|(_, what)| what)
    }
}
