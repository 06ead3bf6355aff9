use std::cell::{Cell, RefCell};
use std::fmt;
use std::mem;
use std::ops::Deref;
use std::task::Poll;

use step03_timers::contain;

/// The tasks of one loop, and which of them are ready to be polled, in what order.
///
/// A task is in the queue at most once, however often it was woken, and not at all
/// while it waits. So the queue needs no memory of its own: it is a list that goes
/// from slot to slot.
///
/// All of it belongs to one thread and needs no lock: what is woken elsewhere comes by
/// the [`Inbox`](crate::Inbox). To be found by wakers and by [`spawn`](crate::spawn) it
/// is in a `thread_local!`, and a loop opens it for its run.
///
/// ```text
///   insert ──> queued ───run──> running ──Ready──> gone
///                ^                  │
///                └─wake─ waiting <──┘ Pending    (woken while running: queued again)
/// ```
///
/// # Examples
///
/// ```
/// use std::task::Poll;
/// use step04_spawn::{Key, RunQueue};
///
/// let queue = RunQueue::new();
/// let queue = queue.open(1);
/// queue.insert("hello");
/// let mut turn = queue.take();
/// assert_eq!(queue.next(&mut turn), Some((Key::MAIN, None))); // the main future
/// let (key, task) = queue.next(&mut turn).expect("there is the task, too");
/// let task = task.expect("this isn't the main future");
/// queue.run(key, task, |task| {
///     assert_eq!(*task, "hello");
///     Poll::Ready(())
/// });
/// assert!(queue.is_idle());
/// ```
pub struct RunQueue<T> {
    /// Which loop has opened the queue.
    id: Cell<Option<usize>>,
    /// The loop has ended: there is no room for more tasks.
    closed: Cell<bool>,
    slots: RefCell<Vec<Slot<T>>>,
    /// The first of the free slots: those without a task that aren't in the queue.
    free: Cell<u32>,
    /// The first slot in the queue, and the last one; or `LAST`, both.
    first: Cell<u32>,
    last: Cell<u32>,
}

struct Slot<T> {
    /// `None` for the main future, for a task that is being polled, and when the task
    /// is over.
    task: Option<T>,
    /// How many tasks the slot has had before, modulo [`GENERATIONS`].
    generation: u32,
    /// The slot after this one, in the queue or among the free ones; or `LAST`, or
    /// `NOWHERE`.
    next: u32,
}

const LAST: u32 = u32::MAX;
/// In neither list.
const NOWHERE: u32 = u32::MAX - 1;

/// How many slots stay for the next run.
const KEPT: usize = 1 << 10;

/// After so many tasks in one slot, an old key fits again: a spurious wake, which
/// every future has to expect.
const GENERATIONS: u32 = 1 << 25;

/// The front part of a queue: the slots to run in one turn.
///
/// ```
/// use step04_spawn::{Key, RunQueue};
///
/// let queue = RunQueue::<u8>::new();
/// let queue = queue.open(1);
/// let mut turn = queue.take();
/// assert_eq!(queue.next(&mut turn), Some((Key::MAIN, None))); // the main future
/// assert_eq!(queue.next(&mut turn), None);
/// ```
#[derive(Debug)]
pub struct Turn {
    /// Its first slot, or `LAST`.
    first: u32,
}

/// Names a task of a loop: which slot, and how many tasks that slot has had before.
/// The key of a task that is over never finds the next one in its slot.
///
/// ```
/// use step04_spawn::Key;
///
/// assert_eq!(Key::MAIN, Key { slot: 0, generation: 0 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Which slot, from 0.
    pub slot: u32,
    /// How many tasks were there before, modulo 2²⁵.
    pub generation: u32,
}

impl Key {
    /// The key of the main future, in every queue.
    pub const MAIN: Self = Self { slot: 0, generation: 0 };
}

impl<T> RunQueue<T> {
    /// Makes a queue that isn't open yet.
    ///
    /// ```
    /// assert!(!step04_spawn::RunQueue::<u8>::new().is_open());
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            id: Cell::new(None),
            closed: Cell::new(false),
            slots: RefCell::new(Vec::new()),
            free: Cell::new(LAST),
            first: Cell::new(LAST),
            last: Cell::new(LAST),
        }
    }

    /// Opens the queue for a loop, with the main future as its only entry. It is
    /// closed, and drops its tasks, when the guard is dropped.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// let open = queue.open(1);
    /// assert!(!open.is_idle()); // the main future is ready
    /// drop(open);
    /// assert!(!queue.is_open());
    /// ```
    pub fn open(&self, id: usize) -> OpenRunQueue<'_, T> {
        self.id.set(Some(id));
        self.push_new(&mut self.slots.borrow_mut(), None);
        OpenRunQueue { queue: self }
    }

    /// Whether a loop has opened the queue, and not ended yet.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// assert!(queue.open(1).is_open());
    /// ```
    #[must_use]
    #[inline]
    pub fn is_open(&self) -> bool {
        self.id().is_some()
    }

    /// What the loop that has opened the queue calls itself.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// assert_eq!(queue.open(1).id(), Some(1));
    /// assert_eq!(queue.id(), None);
    /// ```
    #[must_use]
    #[inline]
    pub fn id(&self) -> Option<usize> {
        self.id.get()
    }

    /// Adds a task at the end of the queue, and returns its key; if the loop has
    /// ended, drops it, whose panic ends there.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::new();
    /// let queue = queue.open(1);
    /// let key = queue.insert("hello").expect("the queue is open");
    /// assert_eq!((key.slot, key.generation), (1, 0));
    /// ```
    #[inline]
    pub fn insert(&self, task: T) -> Option<Key> {
        if self.closed.get() {
            contain(|| drop(task));
            return None;
        }
        let slots = &mut *self.slots.borrow_mut();
        let free = self.free.get();
        let Some(slot) = slots.get_mut(free as usize) else {
            return Some(self.push_new(slots, Some(task)));
        };
        self.free.set(slot.next);
        slot.task = Some(task);
        let key = Key { slot: free, generation: slot.generation };
        self.push(slots, free);
        Some(key)
    }

    /// Puts a task in the queue, unless it is there already, or over.
    ///
    /// ```
    /// use step04_spawn::{Key, RunQueue};
    ///
    /// let queue = RunQueue::<u8>::new();
    /// let queue = queue.open(1);
    /// queue.wake(Key::MAIN); // it is in the queue
    /// let mut turn = queue.take();
    /// assert_eq!(queue.next(&mut turn), Some((Key::MAIN, None)));
    /// assert_eq!(queue.next(&mut turn), None);
    /// ```
    #[inline]
    pub fn wake(&self, key: Key) {
        let slots = &mut *self.slots.borrow_mut();
        if let Some(slot) = slots.get(key.slot as usize)
            && slot.next == NOWHERE
            && slot.generation == key.generation
        {
            self.push(slots, key.slot);
        }
    }

    /// Whether no task is ready.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// let queue = queue.open(1);
    /// queue.take();
    /// assert!(queue.is_idle());
    /// ```
    #[must_use]
    #[inline]
    pub fn is_idle(&self) -> bool {
        self.first.get() == LAST
    }

    /// Takes what is in the queue: those are the slots to run in this turn, first in,
    /// first out.
    ///
    /// ```
    /// use step04_spawn::{Key, RunQueue};
    ///
    /// let queue = RunQueue::<u8>::new();
    /// let queue = queue.open(1);
    /// let mut turn = queue.take();
    /// assert_eq!(queue.next(&mut turn), Some((Key::MAIN, None))); // the main future
    /// ```
    #[must_use = "what is in the turn isn't in the queue any more"]
    #[inline]
    pub fn take(&self) -> Turn {
        self.last.set(LAST);
        Turn { first: self.first.replace(LAST) }
    }

    /// Returns the next task of a turn, to be [run](Self::run), with its key: taken out
    /// of its slot, since its poll may spawn and wake whatever it likes. There is no task
    /// with the key of the main future. From here on, a wake queues the task again.
    ///
    /// ```
    /// use step04_spawn::{Key, RunQueue};
    ///
    /// let queue = RunQueue::<u8>::new();
    /// let queue = queue.open(1);
    /// let mut turn = queue.take();
    /// assert_eq!(queue.next(&mut turn), Some((Key::MAIN, None))); // the main future
    /// assert_eq!(queue.next(&mut turn), None);
    /// queue.wake(Key::MAIN);
    /// assert!(!queue.is_idle());
    /// ```
    #[inline]
    pub fn next(&self, turn: &mut Turn) -> Option<(Key, Option<T>)> {
        let slots = &mut *self.slots.borrow_mut();
        loop {
            let number = turn.first;
            let slot = slots.get_mut(number as usize)?;
            turn.first = mem::replace(&mut slot.next, NOWHERE);
            let key = Key { slot: number, generation: slot.generation };
            if let Some(task) = slot.task.take() {
                return Some((key, Some(task)));
            }
            if key == Key::MAIN {
                return Some((key, None));
            }
            slot.next = self.free.replace(number); // it was woken in its last poll
        }
    }

    /// Polls a task that has come up, and puts it back. But when the poll says `Ready`,
    /// the task is dropped, and its key is no longer good for anything.
    ///
    /// ```
    /// use std::task::Poll;
    ///
    /// let queue = step04_spawn::RunQueue::new();
    /// let queue = queue.open(1);
    /// queue.insert("hello");
    /// let mut turn = queue.take();
    /// while let Some((key, task)) = queue.next(&mut turn) {
    ///     let Some(task) = task else { continue }; // the main future
    ///     queue.wake(key);
    ///     queue.run(key, task, |_task| Poll::Ready(()));
    /// }
    /// let mut turn = queue.take();
    /// assert_eq!(queue.next(&mut turn), None); // it was woken, but it is over
    /// ```
    #[inline]
    pub fn run(&self, key: Key, mut task: T, poll: impl FnOnce(&mut T) -> Poll<()>) {
        if poll(&mut task).is_pending() {
            let slot = &mut self.slots.borrow_mut()[key.slot as usize];
            mem::forget(slot.task.replace(task)); // there was none
        } else {
            drop(task);
            self.end(key.slot);
        }
    }

    fn end(&self, number: u32) {
        let slot = &mut self.slots.borrow_mut()[number as usize];
        slot.generation = (slot.generation + 1) % GENERATIONS;
        if slot.next == NOWHERE {
            slot.next = self.free.replace(number);
        }
    }

    /// Gives a new slot a place in the queue.
    fn push_new(&self, slots: &mut Vec<Slot<T>>, task: Option<T>) -> Key {
        let slot = u32::try_from(slots.len()).expect("fewer than 2³² tasks");
        slots.push(Slot { task, generation: 0, next: NOWHERE });
        self.push(slots, slot);
        Key { slot, generation: 0 }
    }

    #[inline]
    fn push(&self, slots: &mut [Slot<T>], slot: u32) {
        slots[slot as usize].next = LAST;
        match slots.get_mut(self.last.replace(slot) as usize) {
            Some(last) => last.next = slot,
            None => self.first.set(slot),
        }
    }
}

/// The queue is open, until this is dropped.
///
/// ```
/// let queue = step04_spawn::RunQueue::<u8>::new();
/// drop(queue.open(1));
/// assert!(!queue.is_open());
/// ```
#[derive(Debug)]
#[must_use = "the queue is closed when this is dropped"]
pub struct OpenRunQueue<'a, T> {
    queue: &'a RunQueue<T>,
}

impl<T> Deref for OpenRunQueue<'_, T> {
    type Target = RunQueue<T>;

    #[inline]
    fn deref(&self) -> &RunQueue<T> {
        self.queue
    }
}

impl<T> Drop for OpenRunQueue<'_, T> {
    fn drop(&mut self) {
        let Self { queue } = self;
        queue.closed.set(true);
        let slots = queue.slots.borrow().len();
        for slot in 0..slots {
            // Its destructor is foreign code, which may spawn, wake and panic.
            let task = queue.slots.borrow_mut()[slot].task.take();
            contain(|| drop(task));
        }
        let mut slots = queue.slots.borrow_mut();
        slots.clear();
        slots.shrink_to(KEPT);
        drop(slots);
        queue.first.set(LAST);
        queue.last.set(LAST);
        queue.free.set(LAST);
        queue.closed.set(false);
        queue.id.set(None);
    }
}

impl<T> Default for RunQueue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for RunQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_idle = self.is_idle();
        f.debug_struct("RunQueue").field("is_idle", &is_idle).finish_non_exhaustive()
    }
}
