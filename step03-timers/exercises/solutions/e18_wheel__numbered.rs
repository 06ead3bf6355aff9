//! Exercise 18, another way: a larger ring, and numbered timers, so that any sort will do.

pub type Tick = u64;

const SLOTS: u64 = 512;

pub struct Wheel<T> {
    now: Tick,
    set: u64,
    slots: Vec<Vec<Timer<T>>>,
    /// Set when their deadlines had passed.
    passed: Vec<Timer<T>>,
}

struct Timer<T> {
    deadline: Tick,
    number: u64,
    what: T,
}

impl<T> Wheel<T> {
    pub fn new() -> Self {
        let slots = (0..SLOTS).map(|_| Vec::new()).collect();
        Self { now: 0, set: 0, slots, passed: Vec::new() }
    }

    pub fn set(&mut self, deadline: Tick, what: T) {
        let timer = Timer { deadline, number: self.set, what };
        self.set += 1;
        let list = match deadline <= self.now {
            true => &mut self.passed,
            false => &mut self.slots[(deadline % SLOTS) as usize],
        };
        list.push(timer);
    }

    pub fn next_deadline(&self) -> Option<Tick> {
        let slots = self.slots.iter().flatten();
        slots.chain(&self.passed).map(|timer| timer.deadline).min()
    }

    pub fn advance(&mut self, now: Tick) -> Vec<T> {
        let mut due = std::mem::take(&mut self.passed);
        let steps = (now - self.now).min(SLOTS);
        for step in 1..=steps {
            let slot = &mut self.slots[((self.now + step) % SLOTS) as usize];
            for timer in std::mem::take(slot) {
                let list = if timer.deadline <= now { &mut due } else { &mut *slot };
                list.push(timer);
            }
        }
        self.now = now;
        due.sort_unstable_by_key(|timer| (timer.deadline, timer.number));
        due.into_iter().map(|timer| timer.what).collect()
    }
}
