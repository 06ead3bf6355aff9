//! Verdict: E-NOT-A-WHEEL
//!
//! Keeps a sorted list: simple, right, and to set a timer moves half of all the others.

pub type Tick = u64;

pub struct Wheel<T> {
    timers: Vec<(Tick, T)>,
}

impl<T> Wheel<T> {
    pub fn new() -> Self {
        Self { timers: Vec::new() }
    }

    pub fn set(&mut self, deadline: Tick, what: T) {
        let place = self.timers.partition_point(|(other, _)| *other <= deadline);
        self.timers.insert(place, (deadline, what));
    }

    pub fn next_deadline(&self) -> Option<Tick> {
        self.timers.first().map(|(deadline, _)| *deadline)
    }

    pub fn advance(&mut self, now: Tick) -> Vec<T> {
        let due = self.timers.partition_point(|(deadline, _)| *deadline <= now);
        self.timers.drain(..due).map(|(_, what)| what).collect()
    }
}
