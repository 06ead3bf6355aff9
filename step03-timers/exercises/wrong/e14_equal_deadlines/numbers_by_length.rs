//! Verdict: E-EQUAL-DEADLINES
//!
//! Numbers the timers by how many there are. Once some are taken out, the numbers come
//! again.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::time::Instant;

pub struct TimerQueue<T> {
    timers: BinaryHeap<Timer<T>>,
}

struct Timer<T> {
    deadline: Instant,
    number: u64,
    what: T,
}

impl<T> Ord for Timer<T> {
    /// The other way round: the heap gives its greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |timer: &Self| (timer.deadline, timer.number);
        key(other).cmp(&key(self))
    }
}

impl<T> PartialOrd for Timer<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Timer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T> Eq for Timer<T> {}

impl<T> TimerQueue<T> {
    pub fn new() -> Self {
        Self { timers: BinaryHeap::new() }
    }

    pub fn set(&mut self, deadline: Instant, what: T) {
        let number = self.timers.len() as u64;
        self.timers.push(Timer { deadline, number, what });
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.timers.peek().map(|timer| timer.deadline)
    }

    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        if self.next_deadline()? > now {
            return None;
        }
        self.timers.pop().map(|timer| timer.what)
    }
}
