//! Verdict: E-EQUAL-DEADLINES
//!
//! Takes timers out by `swap_remove`, because it is fast: the last one jumps the queue.

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
        let timers = self.timers.iter().enumerate();
        let (first, (deadline, _)) =
            timers.min_by_key(|(_, (deadline, _))| *deadline)?;
        if *deadline > now {
            return None;
        }
        Some(self.timers.swap_remove(first).1)
    }
}
