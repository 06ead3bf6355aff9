use std::mem;

/// Deadlines, in nanoseconds, each with a tag, for a reader whose time never goes
/// back: a *radix heap* (Ahuja, Mehlhorn, Orlin and Tarjan, 1990).
///
/// An entry's bucket is the highest bit in which its deadline differs from the
/// present: in bucket 1 is what is due in the next nanosecond, in bucket 30 what is
/// half a second to a second away, more or less. When time moves on, what is due comes
/// out of the low buckets, and one bucket is spread over those below it. So an entry
/// moves down a handful of times in its life, always in passing over a `Vec`, where
/// a B-tree would search its way at each turn. Entries with equal deadlines always share
/// a bucket, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct RadixHeap {
    /// The latest time that [`pop_due`](Self::pop_due) was asked for.
    present: u64,
    /// As many as were ever needed; bucket 0 is for deadlines that have passed.
    buckets: Vec<Vec<Entry>>,
    /// Bit `b` is set if bucket `b` isn't empty.
    occupied: u128,
    /// The earliest of the buckets' entries, as far as is known: nothing is earlier.
    earliest: Option<Entry>,
    /// Due, and not taken yet; the last is the next.
    due: Vec<Entry>,
}

/// Packed, since there may be a million of them.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed(4))]
pub(crate) struct Entry {
    pub(crate) deadline: u64,
    pub(crate) tag: u32,
}

impl RadixHeap {
    pub(crate) fn push(&mut self, entry: Entry) {
        if self.earliest.is_none_or(|it| entry.deadline < it.deadline) {
            self.earliest = Some(entry);
        }
        let bucket = self.bucket(entry.deadline);
        if self.buckets.len() <= bucket {
            self.buckets.resize_with(bucket + 1, Vec::new);
        }
        self.occupied |= 1 << bucket;
        self.buckets[bucket].push(entry);
    }

    /// The earliest entry, or one that was removed since and is earlier still.
    pub(crate) fn earliest(&self) -> Option<Entry> {
        self.due.last().copied().or(self.earliest)
    }

    /// Takes the earliest entry, if it is due at `now`.
    pub(crate) fn pop_due(&mut self, now: u64) -> Option<Entry> {
        if self.due.is_empty() && self.earliest?.deadline <= now {
            self.advance(now.max(self.present));
        }
        self.due.pop()
    }

    /// Drops the entries that `keep` isn't true of from the lowest bucket, until one
    /// is left in it: that makes [`earliest`](Self::earliest) exact.
    pub(crate) fn settle(&mut self, mut keep: impl FnMut(Entry) -> bool) {
        self.earliest = None;
        while self.earliest.is_none() && self.occupied != 0 {
            let lowest = self.occupied.trailing_zeros() as usize;
            self.buckets[lowest].retain(|entry| keep(*entry));
            let earliest = self.buckets[lowest].iter().min_by_key(|it| it.deadline);
            self.earliest = earliest.copied();
            if self.earliest.is_none() {
                self.occupied &= !(1 << lowest);
            }
        }
    }

    /// Drops all entries that `keep` isn't true of.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(Entry) -> bool) {
        self.due.retain(|entry| keep(*entry));
        for (bucket, entries) in self.buckets.iter_mut().enumerate() {
            entries.retain(|entry| keep(*entry));
            if entries.is_empty() {
                self.occupied &= !(1 << bucket);
            }
        }
        self.settle(|_| true);
    }

    fn bucket(&self, deadline: u64) -> usize {
        if deadline <= self.present {
            return 0;
        }
        (u64::BITS - (deadline ^ self.present).leading_zeros()) as usize
    }

    /// Moves the present on to `now`: what is due goes to `due`.
    fn advance(&mut self, now: u64) {
        // Below the bucket of `now`, everything is due; in it, some may be; those above
        // it differ from the new present in the same bit as before.
        let passed = u128::MAX >> (u128::BITS - 1 - self.bucket(now) as u32);
        let mut passed = passed & self.occupied;
        self.occupied &= !passed;
        self.earliest = None;
        self.present = now;
        while passed != 0 {
            let bucket = passed.trailing_zeros() as usize;
            passed &= passed - 1;
            let mut entries = mem::take(&mut self.buckets[bucket]);
            for entry in entries.drain(..) {
                if entry.deadline <= now {
                    self.due.push(entry);
                } else {
                    self.push(entry);
                }
            }
            self.buckets[bucket] = entries; // with its memory
        }
        self.due.sort_by_key(|entry| entry.deadline);
        self.due.reverse();
        if self.earliest.is_none() {
            self.settle(|_| true);
        }
    }
}
