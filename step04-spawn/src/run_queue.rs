use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;

use step03_timers::contain;

use crate::slow_poll::SlowPolls;

thread_local! {
    /// The run queue of the loop that runs on this thread.
    static CURRENT: RefCell<Option<Rc<RunQueue>>> = const { RefCell::new(None) };
}

/// Which tasks of a loop are ready to be polled, and in what order.
///
/// The queue holds keys; the futures are the loop's own, in its
/// [`Tasks`](crate::Tasks). A task is in the queue at most once, however often it
/// was woken, and not at all while it waits. All of it belongs to one thread and
/// needs no lock: what is woken elsewhere comes by the [`Inbox`](crate::Inbox).
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
/// use std::panic::Location;
/// use step04_spawn::RunQueue;
///
/// let queue = RunQueue::enter();
/// queue.insert(Box::pin(async {}), Location::caller());
/// let mut turn = Vec::new();
/// queue.take(&mut turn);
/// assert_eq!(turn.len(), 2); // the main future and the task
/// ```
pub struct RunQueue {
    /// Tells the tasks of one loop from another's, in their wakers.
    id: u64,
    main: Key,
    state: RefCell<State>,
    /// The loop has ended: what is spawned now is dropped at once.
    closed: Cell<bool>,
    pub(crate) slow_polls: RefCell<Option<Rc<SlowPolls>>>,
}

#[derive(Default)]
struct State {
    slots: Vec<Slot>,
    /// The slots without a task.
    free: Vec<u32>,
    ready: Vec<Key>,
    arrivals: Vec<Arrival>,
}

struct Slot {
    /// How many tasks the slot has had before, modulo [`GENERATIONS`].
    generation: u32,
    /// The key is in the queue, or in the turn that is being run.
    queued: bool,
}

/// After so many tasks in one slot, an old key fits again: a spurious wake, which
/// every future has to expect.
const GENERATIONS: u32 = 1 << 26;

/// Names a task of a loop: which slot, and how many tasks that slot has had before.
/// The key of a task that is over never finds the next one in its slot.
///
/// ```
/// let main = step04_spawn::RunQueue::enter().main();
/// assert_eq!((main.slot, main.generation), (0, 0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Which slot, from 0.
    pub slot: u32,
    /// How many tasks were there before, modulo 2²⁶.
    pub generation: u32,
}

/// A task that was spawned, on its way to its loop's [`Tasks`](crate::Tasks).
pub(crate) struct Arrival {
    pub(crate) key: Key,
    pub(crate) future: Pin<Box<dyn Future<Output = ()>>>,
    pub(crate) spawned_at: &'static Location<'static>,
}

impl RunQueue {
    /// Makes a run queue with a key for the main future, which is ready; and, until
    /// the guard is dropped, makes it that of the loop on this thread.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::enter();
    /// assert!(!queue.is_idle()); // the main future is ready
    /// ```
    pub fn enter() -> EnteredRunQueue {
        static NEXT_ID: AtomicU64 = AtomicU64::new(0);
        let mut state = State::default();
        let main = state.new_key();
        let queue = Rc::new(RunQueue {
            // Relaxed: all that matters is that no two get the same number.
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            main,
            state: RefCell::new(state),
            closed: Cell::new(false),
            slow_polls: RefCell::new(None),
        });
        drop(CURRENT.replace(Some(Rc::clone(&queue))));
        EnteredRunQueue { queue }
    }

    /// Calls `f` with the run queue of the loop that runs on this thread, if there
    /// is one. `f` must not run foreign code.
    ///
    /// ```
    /// use step04_spawn::RunQueue;
    ///
    /// assert_eq!(RunQueue::with_current(RunQueue::id), None);
    /// ```
    pub fn with_current<R>(f: impl FnOnce(&RunQueue) -> R) -> Option<R> {
        // The thread may be ending, and its locals gone.
        CURRENT.try_with(|current| current.borrow().as_deref().map(f)).ok().flatten()
    }

    /// Returns the run queue of the loop that runs on this thread, if there is one.
    ///
    /// ```
    /// assert!(step04_spawn::RunQueue::try_current().is_none());
    /// ```
    #[must_use]
    pub fn try_current() -> Option<Rc<RunQueue>> {
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// A number that no other run queue of this process has.
    ///
    /// ```
    /// use step04_spawn::RunQueue;
    ///
    /// assert_ne!(RunQueue::enter().id(), RunQueue::enter().id());
    /// ```
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The key of the main future.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::enter();
    /// assert_eq!(queue.main().slot, 0);
    /// ```
    #[must_use]
    pub fn main(&self) -> Key {
        self.main
    }

    /// Adds a task at the end of the queue; if the loop has ended, drops it. It must
    /// not panic, so it is best made by [`task`](crate::task). `spawned_at` is the
    /// name that slow-poll warnings give it.
    ///
    /// ```
    /// use std::panic::Location;
    ///
    /// let (queue, mut turn) = (step04_spawn::RunQueue::enter(), Vec::new());
    /// queue.insert(Box::pin(async {}), Location::caller());
    /// queue.take(&mut turn);
    /// assert_eq!(turn.len(), 2); // the main future and the task
    /// ```
    pub fn insert(
        &self,
        future: Pin<Box<dyn Future<Output = ()>>>,
        spawned_at: &'static Location<'static>,
    ) {
        if self.closed.get() {
            contain(|| drop(future));
        } else {
            let mut state = self.state.borrow_mut();
            let key = state.new_key();
            state.arrivals.push(Arrival { key, future, spawned_at });
        }
    }

    /// Puts a task in the queue, unless it is there already, or over.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::enter();
    /// queue.wake(queue.main());
    /// let mut turn = Vec::new();
    /// queue.take(&mut turn);
    /// assert_eq!(turn, [queue.main()]);
    /// ```
    pub fn wake(&self, key: Key) {
        let state = &mut *self.state.borrow_mut();
        if let Some(slot) = state.slot(key)
            && !std::mem::replace(&mut slot.queued, true)
        {
            state.ready.push(key);
        }
    }

    /// Whether no task is ready.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::enter();
    /// queue.take(&mut Vec::new());
    /// assert!(queue.is_idle());
    /// ```
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.state.borrow().ready.is_empty()
    }

    /// Swaps the queue with `turn`, which is empty: those are the tasks to poll in
    /// this turn, first in, first out.
    ///
    /// ```
    /// let queue = step04_spawn::RunQueue::enter();
    /// let mut turn = Vec::new();
    /// queue.take(&mut turn);
    /// assert_eq!(turn, [queue.main()]);
    /// ```
    pub fn take(&self, turn: &mut Vec<Key>) {
        std::mem::swap(&mut self.state.borrow_mut().ready, turn);
    }

    /// Swaps the tasks that have been spawned with `arrivals`, which is empty.
    pub(crate) fn take_arrivals(&self, arrivals: &mut Vec<Arrival>) {
        std::mem::swap(&mut self.state.borrow_mut().arrivals, arrivals);
    }

    /// Runs one poll of a task: from here on, a wake queues it again. When the poll
    /// says `Ready`, the key is no longer good for anything. A task that is over
    /// isn't polled, and is `Pending`.
    ///
    /// ```
    /// use std::panic::Location;
    /// use std::task::Poll;
    ///
    /// let queue = step04_spawn::RunQueue::enter();
    /// let (main, here) = (queue.main(), Location::caller());
    /// assert_eq!(queue.run(main, here, || Poll::Ready(7)), Poll::Ready(7));
    /// assert_eq!(queue.run(main, here, || Poll::Ready(7)), Poll::Pending);
    /// ```
    pub fn run<T>(
        &self,
        key: Key,
        spawned_at: &'static Location<'static>,
        poll: impl FnOnce() -> Poll<T>,
    ) -> Poll<T> {
        match self.state.borrow_mut().slot(key) {
            Some(slot) => slot.queued = false,
            None => return Poll::Pending,
        }
        // The poll is foreign code: it may spawn and wake whatever it likes.
        let slow_polls = self.slow_polls.borrow().clone();
        let result = match slow_polls {
            None => poll(),
            Some(slow_polls) => slow_polls.watch(spawned_at, poll),
        };
        if result.is_ready() {
            let state = &mut *self.state.borrow_mut();
            let next = (key.generation + 1) % GENERATIONS;
            state.slots[key.slot as usize].generation = next;
            state.free.push(key.slot);
        }
        result
    }
}

impl State {
    /// The slot of a task that isn't over.
    fn slot(&mut self, key: Key) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(key.slot as usize)?;
        (slot.generation == key.generation).then_some(slot)
    }

    /// Gives a new task a slot and a place in the queue.
    fn new_key(&mut self) -> Key {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, queued: false });
            u32::try_from(self.slots.len() - 1).expect("fewer than 2³² tasks")
        });
        let Slot { generation, queued } = &mut self.slots[slot as usize];
        *queued = true;
        let key = Key { slot, generation: *generation };
        self.ready.push(key);
        key
    }
}

/// The run queue of the loop on this thread, until it is dropped.
///
/// ```
/// use step04_spawn::RunQueue;
///
/// drop(RunQueue::enter());
/// assert!(RunQueue::try_current().is_none());
/// ```
#[derive(Debug)]
#[must_use = "the run queue is this thread's only until this is dropped"]
pub struct EnteredRunQueue {
    queue: Rc<RunQueue>,
}

impl Deref for EnteredRunQueue {
    type Target = RunQueue;

    fn deref(&self) -> &RunQueue {
        &self.queue
    }
}

impl Drop for EnteredRunQueue {
    fn drop(&mut self) {
        self.queue.closed.set(true);
        let arrivals = std::mem::take(&mut self.queue.state.borrow_mut().arrivals);
        for task in arrivals {
            contain(|| drop(task));
        }
        drop(CURRENT.take());
    }
}

impl fmt::Debug for RunQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ready = &self.state.borrow().ready;
        f.debug_struct("RunQueue").field("ready", ready).finish_non_exhaustive()
    }
}
