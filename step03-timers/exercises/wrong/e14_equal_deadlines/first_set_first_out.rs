//! Verdict: E-EARLIEST-FIRST
//!
//! Takes "in the order of setting" for the whole rule: of all that is due, the one that
//! was set first.

use std::time::Instant;

pub struct TimerQueue<T> {
    timers: Vec<(Instant, T)>,
}

impl<T> TimerQueue<T> {
    pub fn new() -> Self {
        Self { timers: Vec::new() }
    }

    pub fn set(&mut self, deadline: Instant, what: T) {
        self.timers.push((deadline, what));
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.timers.iter().map(|(deadline, _)| *deadline).min()
    }

    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        let first = self.timers.iter().position(|(deadline, _)| *deadline <= now)?;
        Some(self.timers.remove(first).1)
    }
}
