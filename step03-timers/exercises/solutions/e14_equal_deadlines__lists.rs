//! Exercise 14, another way: a list for each moment.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

pub struct TimerQueue<T> {
    moments: BTreeMap<Instant, VecDeque<T>>,
}

impl<T> TimerQueue<T> {
    pub fn new() -> Self {
        Self { moments: BTreeMap::new() }
    }

    pub fn set(&mut self, deadline: Instant, what: T) {
        self.moments.entry(deadline).or_default().push_back(what);
    }

    pub fn next_deadline(&self) -> Option<Instant> {
        self.moments.keys().next().copied()
    }

    pub fn take_due(&mut self, now: Instant) -> Option<T> {
        let mut first = self.moments.first_entry()?;
        if *first.key() > now {
            return None;
        }
        let what = first.get_mut().pop_front();
        if first.get().is_empty() {
            first.remove();
        }
        what
    }
}
