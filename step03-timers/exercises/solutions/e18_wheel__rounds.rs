//! Exercise 18, another way: the slots are only for the round that is on. What comes later
//! waits in a list for each round.

use std::collections::BTreeMap;
use std::mem;

pub type Tick = u64;

const SLOTS: u64 = 64;

pub struct Wheel<T> {
    now: Tick,
    /// Has passed, or is of the round that is on: a slot for each tick.
    slots: [Vec<(Tick, T)>; SLOTS as usize],
    later: BTreeMap<u64, Vec<(Tick, T)>>,
}

impl<T> Wheel<T> {
    pub fn new() -> Self {
        let slots = [const { Vec::new() }; SLOTS as usize];
        Self { now: 0, slots, later: BTreeMap::new() }
    }

    pub fn set(&mut self, deadline: Tick, what: T) {
        let tick = deadline.max(self.now);
        if tick / SLOTS == self.now / SLOTS {
            self.slots[(tick % SLOTS) as usize].push((deadline, what));
        } else {
            self.later.entry(tick / SLOTS).or_default().push((deadline, what));
        }
    }

    pub fn next_deadline(&self) -> Option<Tick> {
        let on = self.slots.iter().flatten();
        let all = on.chain(self.later.values().flatten());
        all.map(|(deadline, _)| *deadline).min()
    }

    pub fn advance(&mut self, now: Tick) -> Vec<T> {
        let mut due = Vec::new();
        if now / SLOTS > self.now / SLOTS {
            self.slots.iter_mut().for_each(|slot| due.append(slot));
            let later = self.later.split_off(&(now / SLOTS));
            let passed = mem::replace(&mut self.later, later);
            due.extend(passed.into_values().flatten());
            for (deadline, what) in
                self.later.remove(&(now / SLOTS)).unwrap_or_default()
            {
                self.slots[(deadline % SLOTS) as usize].push((deadline, what));
            }
        }
        let passed = &mut self.slots[..=(now % SLOTS) as usize];
        passed.iter_mut().for_each(|slot| due.append(slot));
        self.now = now;
        due.sort_by_key(|(deadline, _)| *deadline);
        due.into_iter().map(|(_, what)| what).collect()
    }
}
