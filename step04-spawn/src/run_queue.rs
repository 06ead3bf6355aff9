use std::cell::{Cell, RefCell};
use std::fmt;
use std::mem;
use std::ops::Deref;
use std::task::Poll;

use step03_timers::contain;

/// The tasks of one loop, and which of them are ready to be polled, in what order.
///
/// A task is in the queue at most once, however often it was woken, and not at all
/// while it waits. All of it belongs to one thread and needs no lock: what is woken
/// elsewhere comes by the [`Inbox`](crate::Inbox). To be found by wakers and by
/// [`spawn`](crate::spawn) it is in a `thread_local!`; a loop opens it for its run.
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
/// let mut turn = Vec::new();
/// queue.take(&mut turn);
/// assert_eq!(turn.len(), 2); // the main future and the task
/// queue.run(turn[1], |_key, task| {
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
    state: RefCell<State<T>>,
}

struct State<T> {
    slots: Vec<Slot<T>>,
    /// The slots without a task that aren't in the queue either.
    free: Vec<u32>,
    ready: Vec<u32>,
}

struct Slot<T> {
    /// How many tasks the slot has had before, modulo [`GENERATIONS`].
    generation: u32,
    /// The slot is in the queue, or in the turn that is being run.
    queued: bool,
    /// `None` for the main future, for a task that is being polled, and when the task
    /// is over.
    task: Option<T>,
}

/// After so many tasks in one slot, an old key fits again: a spurious wake, which
/// every future has to expect.
const GENERATIONS: u32 = 1 << 25;

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
        let (id, closed) = (Cell::new(None), Cell::new(false));
        Self { id, closed, state: RefCell::new(State::new()) }
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
        self.state.borrow_mut().insert(None);
        OpenRunQueue { queue: self }
    }

    /// Whether a loop has opened the queue, and not ended yet.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// assert!(queue.open(1).is_open());
    /// ```
    #[must_use]
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
    pub fn id(&self) -> Option<usize> {
        self.id.get()
    }

    /// Adds a task at the end of the queue, and returns its key; if the loop has
    /// ended, drops it, whose panic ends there.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::new();
    /// let (queue, mut turn) = (queue.open(1), Vec::new());
    /// queue.insert("hello");
    /// queue.take(&mut turn);
    /// assert_eq!(turn, [0, 1]); // the slots of the main future and of the task
    /// ```
    #[inline]
    pub fn insert(&self, task: T) -> Option<Key> {
        if self.closed.get() {
            contain(|| drop(task));
            return None;
        }
        Some(self.state.borrow_mut().insert(Some(task)))
    }

    /// Puts a task in the queue, unless it is there already, or over.
    ///
    /// ```
    /// use step04_spawn::{Key, RunQueue};
    ///
    /// let queue = RunQueue::<u8>::new();
    /// let (queue, mut turn) = (queue.open(1), Vec::new());
    /// queue.wake(Key::MAIN);
    /// queue.take(&mut turn);
    /// assert_eq!(turn, [0]);
    /// ```
    pub fn wake(&self, key: Key) {
        let state = &mut *self.state.borrow_mut();
        if let Some(slot) = state.slots.get_mut(key.slot as usize)
            && slot.generation == key.generation
            && !mem::replace(&mut slot.queued, true)
        {
            state.ready.push(key.slot);
        }
    }

    /// Whether no task is ready.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// let queue = queue.open(1);
    /// queue.take(&mut Vec::new());
    /// assert!(queue.is_idle());
    /// ```
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.state.borrow().ready.is_empty()
    }

    /// Swaps the queue with `turn`, which is empty: those are the slots to run in
    /// this turn, first in, first out.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// let (queue, mut turn) = (queue.open(1), Vec::new());
    /// queue.take(&mut turn);
    /// assert_eq!(turn, [step04_spawn::Key::MAIN.slot]);
    /// ```
    pub fn take(&self, turn: &mut Vec<u32>) {
        let ready = &mut self.state.borrow_mut().ready;
        if turn.capacity() / 64 > ready.len().max(64) {
            *turn = Vec::new(); // after a rush, its memory is given back
        }
        mem::swap(ready, turn);
    }

    /// The main future's place in this turn has come: from here on, a wake queues it
    /// again.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::<u8>::new();
    /// let queue = queue.open(1);
    /// queue.take(&mut Vec::new());
    /// queue.start_main();
    /// queue.wake(step04_spawn::Key::MAIN);
    /// assert!(!queue.is_idle());
    /// ```
    pub fn start_main(&self) {
        self.state.borrow_mut().slots[0].queued = false;
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
    /// let (queue, mut turn) = (queue.open(1), Vec::new());
    /// queue.insert("hello");
    /// queue.take(&mut turn);
    /// queue.run(turn[1], |_key, _task| Poll::Ready(()));
    /// queue.run(turn[1], |_key, _task| unreachable!("it is over"));
    /// ```
    pub fn run(&self, slot: u32, poll: impl FnOnce(Key, &mut T) -> Poll<()>) {
        let started = self.state.borrow_mut().start(slot);
        let Some((key, mut task)) = started else { return };
        // The poll is foreign code: it may spawn and wake whatever it likes.
        if poll(key, &mut task).is_pending() {
            self.state.borrow_mut().slots[slot as usize].task = Some(task);
        } else {
            drop(task);
            self.state.borrow_mut().end(slot);
        }
    }
}

impl<T> State<T> {
    const fn new() -> Self {
        Self { slots: Vec::new(), free: Vec::new(), ready: Vec::new() }
    }

    /// Gives a new task a slot and a place in the queue.
    #[inline]
    fn insert(&mut self, task: Option<T>) -> Key {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, queued: false, task: None });
            u32::try_from(self.slots.len() - 1).expect("fewer than 2³² tasks")
        });
        let place = &mut self.slots[slot as usize];
        (place.queued, place.task) = (true, task);
        self.ready.push(slot);
        Key { slot, generation: place.generation }
    }

    /// Takes a task out, to be polled.
    fn start(&mut self, slot: u32) -> Option<(Key, T)> {
        let place = &mut self.slots[slot as usize];
        place.queued = false;
        let Some(task) = place.task.take() else {
            self.free.push(slot); // it was over, but queued until now
            return None;
        };
        Some((Key { slot, generation: place.generation }, task))
    }

    fn end(&mut self, slot: u32) {
        let place = &mut self.slots[slot as usize];
        place.generation = (place.generation + 1) % GENERATIONS;
        if !place.queued {
            self.free.push(slot);
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

    fn deref(&self) -> &RunQueue<T> {
        self.queue
    }
}

impl<T> Drop for OpenRunQueue<'_, T> {
    fn drop(&mut self) {
        let Self { queue } = self;
        queue.closed.set(true);
        let slots = queue.state.borrow().slots.len();
        for slot in 0..slots {
            // Its destructor is foreign code, which may spawn, wake and panic.
            let task = queue.state.borrow_mut().slots[slot].task.take();
            contain(|| drop(task));
        }
        *queue.state.borrow_mut() = State::new();
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
        let ready = &self.state.borrow().ready;
        f.debug_struct("RunQueue").field("ready", ready).finish_non_exhaustive()
    }
}
