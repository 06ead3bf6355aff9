use std::cell::{Cell, OnceCell};
use std::fmt;
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
/// is in a `thread_local!`; a loop opens it for its run, and leaves its memory to the
/// next one.
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
/// use step04_spawn::RunQueue;
///
/// let queue = RunQueue::new();
/// let queue = queue.open(1);
/// queue.insert("hello");
/// let mut turn = queue.take();
/// assert_eq!(queue.next(&mut turn), Some(0)); // the main future
/// let slot = queue.next(&mut turn).expect("there is the task, too");
/// queue.run(slot, |_key, task| {
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
    /// Chunk `n` has 64 × 2ⁿ slots. Once made, a slot stays where it is, so nothing is
    /// borrowed that might have to grow while a task runs.
    chunks: [OnceCell<Box<[Slot<T>]>>; CHUNKS],
    /// How many slots were used since the queue was opened.
    used: Cell<u32>,
    /// The first of the free slots: those without a task that aren't in the queue.
    free: Cell<u32>,
    ready: Cell<Turn>,
}

struct Slot<T> {
    /// How many tasks the slot has had before, modulo [`GENERATIONS`].
    generation: Cell<u32>,
    /// The slot is in the queue, or in the turn that is being run.
    queued: Cell<bool>,
    /// The slot after this one, in the queue or among the free ones.
    next: Cell<u32>,
    /// `None` for the main future, for a task that is being polled, and when the task
    /// is over.
    task: Cell<Option<T>>,
}

const CHUNKS: usize = 20;
const FIRST_CHUNK: usize = 64;

/// No slot.
const NONE: u32 = u32::MAX;

/// After so many tasks in one slot, an old key fits again: a spurious wake, which
/// every future has to expect.
const GENERATIONS: u32 = 1 << 25;

/// The front part of a queue: the slots to run in one turn.
///
/// ```
/// let queue = step04_spawn::RunQueue::<u8>::new();
/// let queue = queue.open(1);
/// let mut turn = queue.take();
/// assert_eq!(queue.next(&mut turn), Some(0)); // the main future
/// assert_eq!(queue.next(&mut turn), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    first: u32,
    last: u32,
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
            chunks: [const { OnceCell::new() }; CHUNKS],
            used: Cell::new(0),
            free: Cell::new(NONE),
            ready: Cell::new(Turn { first: NONE, last: NONE }),
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
        let (main, slot) = self.new_slot();
        self.push(main, slot);
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
    /// # Panics
    ///
    /// When there are 67,108,863 tasks already.
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
        let (number, slot) = match self.slot(self.free.get()) {
            Some(slot) => (self.free.replace(slot.next.get()), slot),
            None => self.new_slot(),
        };
        slot.task.set(Some(task));
        self.push(number, slot);
        Some(Key { slot: number, generation: slot.generation.get() })
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
    /// assert_eq!(queue.next(&mut turn), Some(0));
    /// assert_eq!(queue.next(&mut turn), None);
    /// ```
    #[inline]
    pub fn wake(&self, key: Key) {
        if let Some(slot) = self.slot(key.slot)
            && slot.generation.get() == key.generation
            && !slot.queued.get()
        {
            self.push(key.slot, slot);
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
        self.ready.get().first == NONE
    }

    /// Takes what is in the queue: those are the slots to run in this turn, first in,
    /// first out.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// let queue = queue.open(1);
    /// let mut turn = queue.take();
    /// assert_eq!(queue.next(&mut turn), Some(0)); // the main future
    /// ```
    #[must_use = "what is in the turn isn't in the queue any more"]
    #[inline]
    pub fn take(&self) -> Turn {
        self.ready.replace(Turn { first: NONE, last: NONE })
    }

    /// Returns the next slot of a turn. To be called before that slot is run, and not
    /// after the next one was.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// let queue = queue.open(1);
    /// let mut turn = queue.take();
    /// assert_eq!(queue.next(&mut turn), Some(0)); // the main future
    /// assert_eq!(queue.next(&mut turn), None);
    /// ```
    #[inline]
    pub fn next(&self, turn: &mut Turn) -> Option<u32> {
        let number = turn.first;
        let slot = self.slot(number)?;
        turn.first = if number == turn.last { NONE } else { slot.next.get() };
        Some(number)
    }

    /// The main future's place in this turn has come: from here on, a wake queues it
    /// again.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// let queue = queue.open(1);
    /// queue.take();
    /// queue.start_main();
    /// queue.wake(step04_spawn::Key::MAIN);
    /// assert!(!queue.is_idle());
    /// ```
    #[inline]
    pub fn start_main(&self) {
        if let Some(main) = self.slot(Key::MAIN.slot) {
            main.queued.set(false);
        }
    }

    /// Runs one poll of the task in a slot of this turn: from here on, a wake queues
    /// it again. When the poll says `Ready`, the task is dropped, and its key is no
    /// longer good for anything. A task that was woken in its last poll comes up once
    /// more, and isn't polled.
    ///
    /// ```
    /// use std::task::Poll;
    ///
    /// let queue = step04_spawn::RunQueue::new();
    /// let queue = queue.open(1);
    /// let key = queue.insert("hello").expect("the queue is open");
    /// queue.run(key.slot, |_key, _task| Poll::Ready(()));
    /// queue.run(key.slot, |_key, _task| unreachable!("it is over"));
    /// ```
    #[inline]
    pub fn run(&self, slot: u32, poll: impl FnOnce(Key, &mut T) -> Poll<()>) {
        let number = slot;
        let Some(slot) = self.slot(number) else { return };
        slot.queued.set(false);
        let Some(mut task) = slot.task.take() else {
            slot.next.set(self.free.replace(number)); // it was over, but queued until now
            return;
        };
        let key = Key { slot: number, generation: slot.generation.get() };
        // The poll is foreign code: it may spawn and wake whatever it likes.
        if poll(key, &mut task).is_pending() {
            slot.task.set(Some(task));
        } else {
            drop(task);
            slot.end();
            if !slot.queued.get() {
                slot.next.set(self.free.replace(number));
            }
        }
    }

    #[inline]
    fn slot(&self, number: u32) -> Option<&Slot<T>> {
        let (chunk, place) = place(number);
        self.chunks.get(chunk)?.get()?.get(place)
    }

    /// A slot that wasn't used in this run, at the end.
    #[cold]
    fn new_slot(&self) -> (u32, &Slot<T>) {
        let number = self.used.get();
        let (chunk, place) = place(number);
        let slots =
            self.chunks.get(chunk).expect("a loop has room for so many tasks");
        let slots = slots.get_or_init(|| {
            (0..FIRST_CHUNK << chunk).map(|_| Slot::default()).collect()
        });
        self.used.set(number + 1);
        (number, &slots[place])
    }

    #[inline]
    fn push(&self, number: u32, slot: &Slot<T>) {
        slot.queued.set(true);
        let ready = self.ready.get();
        let first = match self.slot(ready.last) {
            Some(last) => {
                last.next.set(number);
                ready.first
            }
            None => number,
        };
        self.ready.set(Turn { first, last: number });
    }
}

/// Which chunk a slot is in, and where in it.
#[inline]
fn place(number: u32) -> (usize, usize) {
    let number = number as usize + FIRST_CHUNK;
    let chunk = number.ilog2() - FIRST_CHUNK.ilog2();
    (chunk as usize, number - (FIRST_CHUNK << chunk))
}

impl<T> Slot<T> {
    fn end(&self) {
        self.generation.set((self.generation.get() + 1) % GENERATIONS);
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        let (generation, queued) = (Cell::new(0), Cell::new(false));
        Self { generation, queued, next: Cell::new(NONE), task: Cell::new(None) }
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
        let slots = (0..queue.used.get()).filter_map(|number| queue.slot(number));
        for slot in slots {
            slot.queued.set(false);
            if let Some(task) = slot.task.take() {
                slot.end();
                // Its destructor is foreign code, which may spawn, wake and panic.
                contain(|| drop(task));
            }
        }
        queue.used.set(0);
        queue.free.set(NONE);
        let _ = queue.take();
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
