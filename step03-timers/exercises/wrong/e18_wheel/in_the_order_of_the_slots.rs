//! Verdict: E-EARLIEST-FIRST
//!
//! Takes the order of the slots for the order of time. After more than a round, it isn't.

pub type Tick = u64;

const SLOTS: u64 = 64;

pub struct Wheel<T> {
    now: Tick,
    slots: [Vec<(Tick, T)>; SLOTS as usize],
}

impl<T> Wheel<T> {
    pub fn new() -> Self {
        Self { now: 0, slots: [const { Vec::new() }; SLOTS as usize] }
    }

    pub fn set(&mut self, deadline: Tick, what: T) {
        let slot = deadline.max(self.now) % SLOTS;
        self.slots[slot as usize].push((deadline, what));
    }

    pub fn next_deadline(&self) -> Option<Tick> {
        self.slots.iter().flatten().map(|(deadline, _)| *deadline).min()
    }

    pub fn advance(&mut self, now: Tick) -> Vec<T> {
        let last = self.now + (now - self.now).min(SLOTS - 1);
        let mut due = Vec::new();
        for tick in self.now..=last {
            let slot = &mut self.slots[(tick % SLOTS) as usize];
            due.extend(slot.extract_if(.., |(deadline, _)| *deadline <= now));
        }
        self.now = now;
        due.into_iter().map(|(_, what)| what).collect()
    }
}
