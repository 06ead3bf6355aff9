//! Verdict: E-TIMER-LATE
//!
//! Counts down how often the hand still has to come by. But if the time jumps over three
//! rounds, it comes by once.

pub type Tick = u64;

const SLOTS: u64 = 64;

pub struct Wheel<T> {
    now: Tick,
    slots: [Vec<Timer<T>>; SLOTS as usize],
}

struct Timer<T> {
    deadline: Tick,
    /// How many times the hand has to come by before it is due.
    rounds: u64,
    what: T,
}

impl<T> Wheel<T> {
    pub fn new() -> Self {
        Self { now: 0, slots: [const { Vec::new() }; SLOTS as usize] }
    }

    pub fn set(&mut self, deadline: Tick, what: T) {
        let passed = deadline.saturating_sub(self.now + 1);
        let tick = deadline.max(self.now + 1);
        let timer = Timer { deadline, rounds: passed / SLOTS, what };
        self.slots[(tick % SLOTS) as usize].push(timer);
    }

    pub fn next_deadline(&self) -> Option<Tick> {
        self.slots.iter().flatten().map(|timer| timer.deadline).min()
    }

    pub fn advance(&mut self, now: Tick) -> Vec<T> {
        let last = self.now + (now - self.now).min(SLOTS);
        let mut due = Vec::new();
        for tick in self.now + 1..=last {
            let slot = &mut self.slots[(tick % SLOTS) as usize];
            for mut timer in std::mem::take(slot) {
                if timer.rounds == 0 {
                    due.push(timer);
                } else {
                    timer.rounds -= 1;
                    slot.push(timer);
                }
            }
        }
        self.now = now;
        due.sort_by_key(|timer| timer.deadline);
        due.into_iter().map(|timer| timer.what).collect()
    }
}
