//! Exercise 18: a timer wheel that does what a sorted list does.

/// A moment, as a number of milliseconds since the wheel was made.
pub type Tick = u64;

const SLOTS: u64 = 64;

/// Deadlines, each with what is to happen then.
pub struct Wheel<T> {
    now: Tick,
    /// A timer whose deadline had passed when it was set is in the slot of that time.
    slots: [Vec<(Tick, T)>; SLOTS as usize],
}

impl<T> Wheel<T> {
    /// A wheel without timers, at tick 0.
    pub fn new() -> Self {
        Self { now: 0, slots: [const { Vec::new() }; SLOTS as usize] }
    }

    /// Sets a timer. If its deadline has passed, the next call of `advance` takes it out.
    pub fn set(&mut self, deadline: Tick, what: T) {
        // What has passed goes to where the next look begins.
        let slot = deadline.max(self.now) % SLOTS;
        self.slots[slot as usize].push((deadline, what));
    }

    /// The earliest deadline in the wheel, if there is any. This may look at everything.
    pub fn next_deadline(&self) -> Option<Tick> {
        self.slots.iter().flatten().map(|(deadline, _)| *deadline).min()
    }

    /// Moves the time on to `now`, which is never less than it was. Takes out all that is
    /// due by then, the earliest first, and equal deadlines in the order of setting.
    pub fn advance(&mut self, now: Tick) -> Vec<T> {
        // Once round, at most: every slot is looked at then.
        let last = self.now + (now - self.now).min(SLOTS - 1);
        let mut due = Vec::new();
        for tick in self.now..=last {
            let slot = &mut self.slots[(tick % SLOTS) as usize];
            due.extend(slot.extract_if(.., |(deadline, _)| *deadline <= now));
        }
        self.now = now;
        // A stable sort. Equal deadlines were in one slot, in the order of setting.
        due.sort_by_key(|(deadline, _)| *deadline);
        due.into_iter().map(|(_, what)| what).collect()
    }
}
