//! Verdict: E-EQUAL-DEADLINES
//!
//! Keeps a sorted list, and puts a timer at the first place where it fits.

use std::collections::VecDeque;
use std::time::Instant;

pub struct TimerQueue<T> {
    timers: VecDeque<(Instant, T)>,
}

impl<T> TimerQueue<T> {
    pub fn new() -> Self {
        Self { timers: VecDeque::new() }
    }

    pub fn set(&mut self, deadline: Instant, what: T) {
        let place = self.timers.partition_point(|(other, _)| *other < deadline);
        self.timers.insert(place, (deadline, what));
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.timers.front().map(|(deadline, _)| *deadline)
    }

    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        if self.next_deadline()? > now {
            return None;
        }
        self.timers.pop_front().map(|(_, what)| what)
    }
}
