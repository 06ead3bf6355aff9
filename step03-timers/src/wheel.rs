use std::mem;

use crate::timers::Place;

/// Deadlines, in nanoseconds, each with a place, for a reader whose time never goes
/// back: a *hierarchical timing wheel* (Varghese and Lauck, 1987), but an exact one.
///
/// Write the present and a deadline in base 64. The first digit in which they differ
/// says which level the deadline is on, and its digit there which slot of it. So level 0
/// has the next 64 ns, level 1 the next 4 µs in slots of 64 ns, level 5 the next minute
/// in slots of a second. When time moves on, what it has passed is due, and one slot,
/// where the present is then, is spread over the levels below. So an entry moves a few
/// times in its life, each time from one `Vec` to another, where a tree or a heap would
/// search its way through all the others.
///
/// Entries with equal deadlines always share a slot, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Wheel {
    /// The latest time that [`pop_due`](Self::pop_due) found something due at.
    present: u64,
    /// Those that were ever needed.
    levels: [Option<Box<Level>>; LEVELS],
    /// The earliest entry on any level, as far as is known: nothing is earlier.
    earliest: Option<Entry>,
    /// Due, and not taken yet; the last is the next.
    due: Vec<Entry>,
}

/// A deadline has eleven digits.
const LEVELS: usize = 11;
const DIGIT_BITS: u32 = 6;

#[derive(Debug)]
struct Level {
    /// Bit `n` is set if slot `n` isn't empty.
    occupied: u64,
    slots: [Vec<Entry>; 1 << DIGIT_BITS],
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) deadline: u64,
    pub(crate) place: Place,
}

impl Wheel {
    pub(crate) fn new(present: u64) -> Self {
        Self { present, ..Self::default() }
    }

    pub(crate) fn push(&mut self, entry: Entry) {
        if self.earliest.is_none_or(|it| entry.deadline < it.deadline) {
            self.earliest = Some(entry);
        }
        self.put(entry);
    }

    #[inline]
    fn put(&mut self, entry: Entry) {
        let (level, slot) = self.place(entry.deadline);
        let level = self.levels[level].get_or_insert_with(Level::new);
        level.occupied |= 1 << slot;
        level.slots[slot].push(entry);
    }

    /// The earliest entry, or one that was removed since and is earlier still.
    pub(crate) fn earliest(&self) -> Option<Entry> {
        self.due.last().copied().or(self.earliest)
    }

    /// Takes the earliest entry, if it is due at `now`. What `keep` isn't true of may be
    /// removed on the way.
    #[inline]
    pub(crate) fn pop_due(
        &mut self,
        now: u64,
        keep: impl Fn(Entry) -> bool,
    ) -> Option<Entry> {
        if self.due.is_empty() && self.earliest?.deadline <= now {
            self.advance(now.max(self.present), keep);
        }
        self.due.pop()
    }

    /// Removes entries that `keep` isn't true of, until the earliest is one of which it
    /// is: that makes [`earliest`](Self::earliest) exact.
    pub(crate) fn settle(&mut self, keep: impl Fn(Entry) -> bool) {
        self.earliest = None;
        for level in self.levels.iter_mut().flatten() {
            while level.occupied != 0 && self.earliest.is_none() {
                let slot =
                    &mut level.slots[level.occupied.trailing_zeros() as usize];
                slot.retain(|entry| keep(*entry));
                self.earliest = slot.iter().min_by_key(|it| it.deadline).copied();
                if slot.is_empty() {
                    level.occupied &= level.occupied - 1;
                }
            }
        }
    }

    /// Removes all entries that `keep` isn't true of. Returns how many are left.
    pub(crate) fn retain(&mut self, keep: impl Fn(Entry) -> bool) -> usize {
        self.due.retain(|entry| keep(*entry));
        let mut left = self.due.len();
        for level in self.levels.iter_mut().flatten() {
            for (number, slot) in level.slots.iter_mut().enumerate() {
                slot.retain(|entry| keep(*entry));
                left += slot.len();
                if slot.is_empty() {
                    level.occupied &= !(1 << number);
                }
            }
        }
        self.settle(|_| true);
        left
    }

    /// The level and the slot for a deadline. What has passed is as good as now.
    fn place(&self, deadline: u64) -> (usize, usize) {
        let deadline = deadline.max(self.present);
        let level = ((deadline ^ self.present) | 1).ilog2() / DIGIT_BITS;
        let digits = deadline >> (level * DIGIT_BITS);
        (level as usize, digits as usize % (1 << DIGIT_BITS))
    }

    /// Moves the present on to `now`: what is due goes to `due`.
    fn advance(&mut self, now: u64, keep: impl Fn(Entry) -> bool) {
        // Below the level of `now`, everything is due. On it, everything up to its slot
        // is, or goes down; what is after that, and on the levels above, differs from
        // the new present in the same digit as before.
        let (top, slot) = self.place(now);
        self.present = now;
        for number in 0..=top {
            let Some(level) = &mut self.levels[number] else { continue };
            let mut passed = level.occupied;
            if number == top {
                passed &= u64::MAX >> (u64::BITS - 1 - slot as u32);
            }
            level.occupied &= !passed;
            while passed != 0 {
                self.spread(number, passed.trailing_zeros() as usize, &keep);
                passed &= passed - 1;
            }
        }
        self.due.sort_by_key(|entry| entry.deadline);
        self.due.reverse();
        self.settle(|_| true);
    }

    /// Moves the entries of a slot to where they belong now.
    fn spread(&mut self, level: usize, slot: usize, keep: impl Fn(Entry) -> bool) {
        const FEW: usize = 64;
        let Some(from) = &mut self.levels[level] else { return };
        let mut entries = mem::take(&mut from.slots[slot]);
        for entry in entries.drain(..) {
            if !keep(entry) {
                continue;
            }
            if entry.deadline <= self.present {
                self.due.push(entry);
            } else {
                self.put(entry);
            }
        }
        // Keeps its memory for the next time round, unless that was a rush hour.
        if entries.capacity() <= FEW
            && let Some(from) = &mut self.levels[level]
        {
            from.slots[slot] = entries;
        }
    }
}

impl Level {
    #[cold]
    #[inline(never)]
    fn new() -> Box<Self> {
        let slots = [const { Vec::new() }; 1 << DIGIT_BITS];
        Box::new(Self { occupied: 0, slots })
    }
}
