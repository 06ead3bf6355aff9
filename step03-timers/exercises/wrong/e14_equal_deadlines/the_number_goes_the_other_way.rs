//! Verdict: E-EQUAL-DEADLINES
//!
//! Turns the deadlines round for the heap, which gives its greatest first, and forgets to
//! turn the numbers too.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::time::Instant;

pub struct TimerQueue<T> {
    timers: BinaryHeap<Timer<T>>,
    set: u64,
}

struct Timer<T> {
    deadline: Instant,
    number: u64,
    what: T,
}

impl<T> Ord for Timer<T> {
    /// The other way round: the heap gives its greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_deadline = other.deadline.cmp(&self.deadline);
        by_deadline.then(self.number.cmp(&other.number))
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
        Self { timers: BinaryHeap::new(), set: 0 }
    }

    pub fn set(&mut self, deadline: Instant, what: T) {
        self.timers.push(Timer { deadline, number: self.set, what });
        self.set += 1;
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
