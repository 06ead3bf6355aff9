use std::collections::VecDeque;
use std::fmt;

/// A priority queue for keys that never go below the last one taken out, as the
/// deadlines of a loop whose time never goes back.
///
/// Such a queue needs hardly any comparisons. An entry waits in the bucket of the
/// highest bit in which its key differs from `reached`. All entries of a bucket
/// come before those of the next, and when the first bucket in use comes up, its
/// entries spread over the (empty) buckets before it. So an entry moves at most 64
/// times, two or three in practice, whatever the number of entries. (Ahuja,
/// Mehlhorn, Orlin, Tarjan: "Faster algorithms for the shortest path problem",
/// 1990.)
///
/// Entries of equal keys are always in the same bucket, in the order in which they
/// were pushed, and come out in that order.
pub(crate) struct RadixHeap<T> {
    /// No key is below this: the last one that came up.
    reached: u64,
    /// Bucket 0 holds the keys equal to `reached`; bucket `n`, those that differ
    /// from it in bit `n - 1` and in no higher one.
    /// There are 65 of them from the first push on, and none before.
    buckets: Vec<Bucket<T>>,
    /// Bit `n` is set if bucket `n` has entries.
    in_use: u128,
    len: usize,
}

struct Bucket<T> {
    entries: VecDeque<(u64, T)>,
    /// The smallest key; `u64::MAX` when there are no entries.
    smallest: u64,
    /// It is certain that no entry with the smallest key was forgotten.
    smallest_is_live: bool,
}

impl<T> RadixHeap<T> {
    pub(crate) fn new() -> Self {
        Self { reached: 0, buckets: Vec::new(), in_use: 0, len: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Adds an entry. A key that has been passed already counts as the present.
    pub(crate) fn push(&mut self, key: u64, value: T) {
        if self.buckets.is_empty() {
            self.buckets.resize_with(65, Bucket::default);
        }
        let key = key.max(self.reached);
        let number = self.number(key);
        self.in_use |= 1 << number;
        self.buckets[number].push(key, value);
        self.len += 1;
    }

    /// Takes out the entry with the smallest key, if that isn't after `now`.
    pub(crate) fn pop_due(&mut self, now: u64) -> Option<T> {
        let first = self.first_in_use()?;
        if self.buckets[first].smallest > now {
            return None;
        }
        if first > 0 {
            self.reached = self.buckets[first].smallest;
            self.in_use &= !(1 << first);
            let bucket = std::mem::take(&mut self.buckets[first]);
            self.len -= bucket.entries.len();
            for (key, value) in bucket.entries {
                self.push(key, value);
            }
            for bucket in &mut self.buckets[..first] {
                bucket.smallest_is_live = false; // or it may be: nobody has looked
            }
        }
        let (_, value) = self.buckets[0].entries.pop_front()?;
        self.len -= 1;
        if self.buckets[0].entries.is_empty() {
            self.buckets[0].smallest = u64::MAX;
            self.in_use &= !1;
        }
        Some(value)
    }

    /// Returns the smallest key of the entries that `is_live`, and drops those in
    /// front of it that aren't.
    pub(crate) fn earliest(&mut self, is_live: impl Fn(&T) -> bool) -> Option<u64> {
        loop {
            let first = self.first_in_use()?;
            let bucket = &self.buckets[first];
            if bucket.smallest_is_live {
                return Some(bucket.smallest);
            }
            self.retain_in(first, &is_live);
        }
    }

    /// Notes that an entry with this key will no longer count as live.
    pub(crate) fn forget(&mut self, key: u64) {
        let key = key.max(self.reached);
        let number = self.number(key);
        let bucket = &mut self.buckets[number];
        bucket.smallest_is_live &= key != bucket.smallest;
    }

    /// Drops every entry that isn't live.
    pub(crate) fn retain(&mut self, is_live: impl Fn(&T) -> bool) {
        for number in 0..self.buckets.len() {
            self.retain_in(number, &is_live);
        }
    }

    fn retain_in(&mut self, number: usize, is_live: &impl Fn(&T) -> bool) {
        let bucket = &mut self.buckets[number];
        self.len -= bucket.entries.len();
        for (key, value) in std::mem::take(bucket).entries {
            if is_live(&value) {
                bucket.push(key, value);
            }
        }
        self.len += bucket.entries.len();
        if bucket.entries.is_empty() {
            self.in_use &= !(1 << number);
        }
    }

    fn number(&self, key: u64) -> usize {
        (u64::BITS - (key ^ self.reached).leading_zeros()) as usize
    }

    fn first_in_use(&self) -> Option<usize> {
        (self.in_use != 0).then(|| self.in_use.trailing_zeros() as usize)
    }
}

impl<T> Bucket<T> {
    fn push(&mut self, key: u64, value: T) {
        if self.entries.is_empty() || key < self.smallest {
            self.smallest = key;
            self.smallest_is_live = true;
        }
        self.entries.push_back((key, value));
    }
}

impl<T> Default for Bucket<T> {
    fn default() -> Self {
        Self { entries: VecDeque::new(), smallest: u64::MAX, smallest_is_live: true }
    }
}

impl<T> fmt::Debug for RadixHeap<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RadixHeap").field("len", &self.len).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::RadixHeap;

    /// A random walk beside a list that is sorted (stably) whenever it is asked.
    #[test]
    fn agrees_with_a_sorted_list() {
        for seed in 1..200_u64 {
            let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mut draw = |below: u64| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                random % below
            };
            let mut heap = RadixHeap::new();
            let mut list: Vec<(u64, usize)> = Vec::new();
            let mut live = Vec::new();
            let mut now = 0;
            for _ in 0..300 {
                match draw(6) {
                    0..3 => {
                        let shift = draw(40);
                        let key = now + draw(1 << shift);
                        heap.push(key, live.len());
                        list.push((key, live.len()));
                        live.push(true);
                    }
                    3 if !list.is_empty() => {
                        let at = usize::try_from(draw(list.len() as u64)).unwrap();
                        let (key, value) = list.remove(at);
                        live[value] = false;
                        heap.forget(key);
                    }
                    4 => heap.retain(|value| live[*value]),
                    _ => {
                        let shift = draw(36);
                        now += draw(1 << shift);
                        list.sort_by_key(|(key, _)| *key);
                        while list.first().is_some_and(|(key, _)| *key <= now) {
                            let expected = list.remove(0).1;
                            let due = std::iter::from_fn(|| heap.pop_due(now))
                                .find(|value| live[*value]);
                            assert_eq!(due, Some(expected), "seed {seed}");
                        }
                        assert_eq!(
                            std::iter::from_fn(|| heap.pop_due(now))
                                .find(|value| live[*value]),
                            None
                        );
                    }
                }
                let earliest =
                    list.iter().map(|(key, _)| (*key).max(heap.reached)).min();
                assert_eq!(
                    heap.earliest(|value| live[*value]),
                    earliest,
                    "seed {seed}"
                );
            }
        }
    }
}
