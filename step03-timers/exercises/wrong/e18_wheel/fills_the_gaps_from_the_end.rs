//! Verdict: E-EQUAL-DEADLINES
//!
//! Takes timers out of a slot by `swap_remove`, which moves the last one to the front.

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
            let mut at = 0;
            while at < slot.len() {
                if slot[at].0 <= now {
                    due.push(slot.swap_remove(at));
                } else {
                    at += 1;
                }
            }
        }
        self.now = now;
        due.sort_by_key(|(deadline, _)| *deadline);
        due.into_iter().map(|(_, what)| what).collect()
    }
}
