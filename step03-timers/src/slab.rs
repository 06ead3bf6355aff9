use std::fmt;

/// A vector that gives out a key for each value and uses free slots again.
///
/// A key holds the slot's number and the *turn*: how many values the slot has had
/// before. So the key of a removed value never finds the next one in its slot
/// (until the turn, 32 bits, has gone all the way round).
///
/// # Examples
///
/// ```
/// let mut slab = step03_timers::Slab::new();
/// let a = slab.insert("a");
/// assert_eq!(slab.remove(a), Some("a"));
/// let b = slab.insert("b");
/// assert_eq!(b.slot, a.slot);
/// assert_eq!((slab.get(a), slab.get(b)), (None, Some(&"b")));
/// ```
pub struct Slab<T> {
    slots: Vec<Slot<T>>,
    /// The empty slots; the last to become empty is the first to be filled.
    free: Vec<u32>,
}

struct Slot<T> {
    turn: u32,
    value: Option<T>,
}

/// Names a value in a [`Slab`].
///
/// ```
/// let key = step03_timers::Slab::new().insert("a");
/// assert_eq!((key.slot, key.turn), (0, 0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which slot.
    pub slot: u32,
    /// How many values the slot has had before, modulo 2³².
    pub turn: u32,
}

impl<T> Slab<T> {
    /// Creates an empty slab, without allocating.
    ///
    /// ```
    /// assert!(step03_timers::Slab::<u8>::new().is_empty());
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }

    /// Puts a value in a free slot.
    ///
    /// # Panics
    ///
    /// When all 2³² slots are taken.
    ///
    /// ```
    /// let mut slab = step03_timers::Slab::new();
    /// let key = slab.insert("a");
    /// assert_eq!(slab.get(key), Some(&"a"));
    /// ```
    pub fn insert(&mut self, value: T) -> Key {
        if let Some(slot) = self.free.pop() {
            let Slot { turn, value: empty } = &mut self.slots[slot as usize];
            *empty = Some(value);
            return Key { slot, turn: *turn };
        }
        let slot =
            u32::try_from(self.slots.len()).expect("a slab has at most 2³² slots");
        self.slots.push(Slot { turn: 0, value: Some(value) });
        Key { slot, turn: 0 }
    }

    /// Takes a value out, if it is still there.
    ///
    /// ```
    /// let mut slab = step03_timers::Slab::new();
    /// let key = slab.insert("a");
    /// assert_eq!((slab.remove(key), slab.remove(key)), (Some("a"), None));
    /// ```
    pub fn remove(&mut self, key: Key) -> Option<T> {
        let slot = self.slots.get_mut(key.slot as usize)?;
        if slot.turn != key.turn {
            return None;
        }
        let value = slot.value.take()?;
        slot.turn = slot.turn.wrapping_add(1);
        self.free.push(key.slot);
        Some(value)
    }

    /// Returns a value, if it is still there.
    ///
    /// ```
    /// let mut slab = step03_timers::Slab::new();
    /// let key = slab.insert("a");
    /// assert_eq!(slab.get(key), Some(&"a"));
    /// ```
    #[must_use]
    pub fn get(&self, key: Key) -> Option<&T> {
        let slot = self.slots.get(key.slot as usize)?;
        if slot.turn == key.turn { slot.value.as_ref() } else { None }
    }

    /// Returns a value to be changed, if it is still there.
    ///
    /// ```
    /// let mut slab = step03_timers::Slab::new();
    /// let key = slab.insert(1);
    /// *slab.get_mut(key).expect("it was just put in") += 1;
    /// assert_eq!(slab.get(key), Some(&2));
    /// ```
    pub fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        let slot = self.slots.get_mut(key.slot as usize)?;
        if slot.turn == key.turn { slot.value.as_mut() } else { None }
    }

    /// Goes through the values, in the order of their slots.
    ///
    /// ```
    /// let mut slab = step03_timers::Slab::new();
    /// slab.insert("a");
    /// assert_eq!(slab.values().collect::<Vec<_>>(), [&"a"]);
    /// ```
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().filter_map(|slot| slot.value.as_ref())
    }

    /// Goes through the values, to change them, in the order of their slots.
    ///
    /// ```
    /// let mut slab = step03_timers::Slab::new();
    /// let key = slab.insert(1);
    /// slab.values_mut().for_each(|value| *value += 1);
    /// assert_eq!(slab.get(key), Some(&2));
    /// ```
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut().filter_map(|slot| slot.value.as_mut())
    }

    /// How many values are in the slab.
    ///
    /// ```
    /// let mut slab = step03_timers::Slab::new();
    /// slab.insert("a");
    /// assert_eq!(slab.len(), 1);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Whether no value is in the slab.
    ///
    /// ```
    /// assert!(step03_timers::Slab::<u8>::new().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Slab<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slab").field("len", &self.len()).finish_non_exhaustive()
    }
}
