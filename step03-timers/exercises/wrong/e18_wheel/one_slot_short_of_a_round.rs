//! Verdict: E-TIMER-LATE
//!
//! Takes 63 steps for once round, since there are 63 other slots. A step begins after the
//! present slot, so that one is left out.

pub type Tick = u64;

const SLOTS: u64 = 64;

pub struct Wheel<T> {
    now: Tick,
    slots: [Vec<(Tick, T)>; SLOTS as usize],
    /// Set when their deadlines had passed.
    passed: Vec<(Tick, T)>,
}

impl<T> Wheel<T> {
    pub fn new() -> Self {
        let slots = [const { Vec::new() }; SLOTS as usize];
        Self { now: 0, slots, passed: Vec::new() }
    }

    pub fn set(&mut self, deadline: Tick, what: T) {
        let list = match deadline <= self.now {
            true => &mut self.passed,
            false => &mut self.slots[(deadline % SLOTS) as usize],
        };
        list.push((deadline, what));
    }

    pub fn next_deadline(&self) -> Option<Tick> {
        let slots = self.slots.iter().flatten();
        slots.chain(&self.passed).map(|(deadline, _)| *deadline).min()
    }

    pub fn advance(&mut self, now: Tick) -> Vec<T> {
        let mut due = std::mem::take(&mut self.passed);
        let steps = (now - self.now).min(SLOTS - 1);
        for step in 1..=steps {
            let slot = &mut self.slots[((self.now + step) % SLOTS) as usize];
            due.extend(slot.extract_if(.., |(deadline, _)| *deadline <= now));
        }
        self.now = now;
        due.sort_by_key(|(deadline, _)| *deadline);
        due.into_iter().map(|(_, what)| what).collect()
    }
}
