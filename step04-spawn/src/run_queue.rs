use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use step03_timers::{Key, Slab};

use crate::slow_poll::SlowPolls;

type TaskFuture = Pin<Box<dyn Future<Output = ()>>>;
type Issue = dyn Fn(&RunQueue, Key) -> Waker;

thread_local! {
    /// The run queue of the loop that runs on this thread.
    static CURRENT: RefCell<Option<Rc<RunQueue>>> = const { RefCell::new(None) };
}

/// The tasks of one loop, and the queue of those that are ready to be polled.
///
/// The queue holds keys, not futures. A task is in it at most once, however often
/// it was woken, and not at all while it waits. It belongs to one thread, so it
/// needs no lock: what is woken on other threads comes by the
/// [`Inbox`](crate::Inbox).
///
/// Each task is in one of four states:
///
/// ```text
///   spawn ──> queued ──poll──> running ──Ready──> gone
///               ^                │
///               └─wake─ waiting <┘ Pending      (woken while running: queued again)
/// ```
///
/// # Examples
///
/// ```
/// use std::panic::Location;
/// use std::task::Waker;
/// use step04_spawn::{RunQueue, task};
///
/// let queue = RunQueue::enter(|_, _| Waker::noop().clone());
/// let (future, handle) = task(async { 7 });
/// queue.insert(Box::pin(future), Location::caller());
/// let mut turn = Vec::new();
/// queue.take(&mut turn);
/// for key in turn {
///     if key != queue.main() {
///         queue.poll(key);
///     }
/// }
/// assert!(handle.is_finished());
/// ```
pub struct RunQueue {
    /// Unlike that of any other run queue of this process.
    id: u64,
    tasks: RefCell<Slab<Slot>>,
    ready: RefCell<Vec<Key>>,
    /// Makes the waker of the task with this key.
    issue: Box<Issue>,
    /// The place of the main future, which the loop itself holds.
    main: Cell<Key>,
    /// The loop has ended: what is spawned now is dropped at once.
    closed: Cell<bool>,
    pub(crate) slow_polls: RefCell<Option<Rc<SlowPolls>>>,
}

struct Slot {
    /// `None` while it is polled.
    task: Option<Task>,
    /// The key is in the queue, or in the turn that is being run.
    queued: bool,
}

struct Task {
    /// `None` for the main future.
    future: Option<TaskFuture>,
    waker: Waker,
    /// The name that slow-poll warnings give it.
    spawned_at: &'static Location<'static>,
}

impl RunQueue {
    /// Makes a run queue with a place for the main future, which is ready, and,
    /// until the guard is dropped, makes it that of the loop on this thread.
    ///
    /// ```
    /// use std::task::Waker;
    ///
    /// let queue = step04_spawn::RunQueue::enter(|_, _| Waker::noop().clone());
    /// assert!(!queue.is_idle()); // the main future is ready
    /// ```
    #[track_caller]
    pub fn enter(
        issue: impl Fn(&RunQueue, Key) -> Waker + 'static,
    ) -> EnteredRunQueue {
        static NEXT_ID: AtomicU64 = AtomicU64::new(0);
        let queue = Rc::new(RunQueue {
            // Relaxed: all that matters is that no two get the same number.
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            tasks: RefCell::new(Slab::new()),
            ready: RefCell::new(Vec::new()),
            issue: Box::new(issue),
            main: Cell::new(Key { slot: 0, turn: 0 }),
            closed: Cell::new(false),
            slow_polls: RefCell::new(None),
        });
        queue.main.set(queue.admit(None, Location::caller()));
        let outer = CURRENT.replace(Some(Rc::clone(&queue)));
        EnteredRunQueue { queue, outer }
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
        // The thread may be ending, and its locals gone.
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// Adds a task at the end of the queue; when the loop has ended already, drops
    /// it. It must not panic, so it is best made by [`task`](crate::task).
    /// `spawned_at` is the name that slow-poll warnings give it.
    ///
    /// ```
    /// use std::panic::Location;
    /// use std::task::Waker;
    ///
    /// let queue = step04_spawn::RunQueue::enter(|_, _| Waker::noop().clone());
    /// queue.insert(Box::pin(async {}), Location::caller());
    /// let mut turn = Vec::new();
    /// queue.take(&mut turn);
    /// assert_eq!(turn.len(), 2); // the main future and the task
    /// ```
    pub fn insert(
        &self,
        future: Pin<Box<dyn Future<Output = ()>>>,
        spawned_at: &'static Location<'static>,
    ) {
        if !self.closed.get() {
            self.admit(Some(future), spawned_at);
        }
    }

    fn admit(
        &self,
        future: Option<TaskFuture>,
        spawned_at: &'static Location<'static>,
    ) -> Key {
        let slot = Slot { task: None, queued: true };
        let key = self.tasks.borrow_mut().insert(slot);
        let waker = (self.issue)(self, key);
        self.put_back(key, Task { future, waker, spawned_at });
        self.ready.borrow_mut().push(key);
        key
    }

    /// A number that no other run queue of this process has.
    ///
    /// ```
    /// use std::task::Waker;
    /// use step04_spawn::RunQueue;
    ///
    /// let first = RunQueue::enter(|_, _| Waker::noop().clone()).id();
    /// assert_ne!(RunQueue::enter(|_, _| Waker::noop().clone()).id(), first);
    /// ```
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Puts a task in the queue, unless it is there already, or over.
    ///
    /// ```
    /// use std::task::Waker;
    ///
    /// let queue = step04_spawn::RunQueue::enter(|_, _| Waker::noop().clone());
    /// let mut turn = Vec::new();
    /// queue.wake(queue.main());
    /// queue.wake(queue.main());
    /// queue.take(&mut turn);
    /// assert_eq!(turn, [queue.main()]);
    /// ```
    pub fn wake(&self, key: Key) {
        if let Some(slot) = self.tasks.borrow_mut().get_mut(key)
            && !std::mem::replace(&mut slot.queued, true)
        {
            self.ready.borrow_mut().push(key);
        }
    }

    /// Returns the key of the task that has this slot now, if one has.
    ///
    /// ```
    /// use std::task::Waker;
    ///
    /// let queue = step04_spawn::RunQueue::enter(|_, _| Waker::noop().clone());
    /// assert_eq!(queue.key_at(queue.main().slot), Some(queue.main()));
    /// ```
    #[must_use]
    pub fn key_at(&self, slot: u32) -> Option<Key> {
        self.tasks.borrow().key_at(slot)
    }

    /// Whether no task is ready.
    ///
    /// ```
    /// use std::task::Waker;
    ///
    /// let queue = step04_spawn::RunQueue::enter(|_, _| Waker::noop().clone());
    /// queue.take(&mut Vec::new());
    /// assert!(queue.is_idle());
    /// ```
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.ready.borrow().is_empty()
    }

    /// Swaps the queue with `turn`, which is empty: those are the tasks to poll in
    /// this turn, first in, first out.
    ///
    /// ```
    /// use std::task::Waker;
    ///
    /// let queue = step04_spawn::RunQueue::enter(|_, _| Waker::noop().clone());
    /// let mut turn = Vec::new();
    /// queue.take(&mut turn);
    /// assert_eq!(turn, [queue.main()]);
    /// ```
    pub fn take(&self, turn: &mut Vec<Key>) {
        std::mem::swap(&mut *self.ready.borrow_mut(), turn);
    }

    /// The key that stands for the main future.
    ///
    /// ```
    /// use std::task::Waker;
    ///
    /// let queue = step04_spawn::RunQueue::enter(|_, _| Waker::noop().clone());
    /// assert!(queue.key_at(queue.main().slot).is_some());
    /// ```
    #[must_use]
    pub fn main(&self) -> Key {
        self.main.get()
    }

    /// Polls the main future, with its waker.
    ///
    /// ```
    /// use std::pin::pin;
    /// use std::task::{Poll, Waker};
    ///
    /// let queue = step04_spawn::RunQueue::enter(|_, _| Waker::noop().clone());
    /// assert_eq!(queue.poll_main(pin!(async { 7 })), Poll::Ready(7));
    /// ```
    pub fn poll_main<F: Future>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        let Some(task) = self.start(self.main()) else {
            return Poll::Pending;
        };
        let poll = self.watch(task.spawned_at, || {
            future.poll(&mut Context::from_waker(&task.waker))
        });
        self.put_back(self.main(), task);
        poll
    }

    /// Polls a task once, if it isn't over. When it is done, it is dropped.
    ///
    /// ```
    /// use std::panic::Location;
    /// use std::task::Waker;
    ///
    /// let queue = step04_spawn::RunQueue::enter(|_, _| Waker::noop().clone());
    /// queue.insert(Box::pin(async {}), Location::caller());
    /// let mut turn = Vec::new();
    /// queue.take(&mut turn);
    /// queue.poll(turn[1]);
    /// assert_eq!(queue.key_at(turn[1].slot), None);
    /// ```
    pub fn poll(&self, key: Key) {
        let Some(mut task) = self.start(key) else {
            return;
        };
        let Some(future) = &mut task.future else {
            return;
        };
        // The future is foreign code, so it is out of the slab: it may spawn and
        // wake whatever it likes.
        let poll = self.watch(task.spawned_at, || {
            future.as_mut().poll(&mut Context::from_waker(&task.waker))
        });
        match poll {
            Poll::Pending => self.put_back(key, task),
            Poll::Ready(()) => drop(self.tasks.borrow_mut().remove(key)),
        }
    }

    /// Takes a task out to be polled. It isn't queued any more, so a wake during
    /// the poll queues it again.
    fn start(&self, key: Key) -> Option<Task> {
        let mut tasks = self.tasks.borrow_mut();
        let slot = tasks.get_mut(key)?;
        slot.queued = false;
        slot.task.take()
    }

    fn put_back(&self, key: Key, task: Task) {
        if let Some(slot) = self.tasks.borrow_mut().get_mut(key) {
            slot.task = Some(task);
        }
    }

    /// Runs one poll, with an eye on the clock if somebody asked for it.
    fn watch<R>(
        &self,
        spawned_at: &'static Location<'static>,
        poll: impl FnOnce() -> R,
    ) -> R {
        let slow_polls = self.slow_polls.borrow().clone();
        match slow_polls {
            None => poll(),
            Some(slow_polls) => slow_polls.watch(spawned_at, poll),
        }
    }
}

/// The run queue of the loop on this thread, until it is dropped. Then the tasks
/// that are left are dropped too.
///
/// ```
/// use std::task::Waker;
/// use step04_spawn::RunQueue;
///
/// drop(RunQueue::enter(|_, _| Waker::noop().clone()));
/// assert!(RunQueue::try_current().is_none());
/// ```
#[derive(Debug)]
#[must_use = "the run queue is this thread's only until this is dropped"]
pub struct EnteredRunQueue {
    queue: Rc<RunQueue>,
    /// What was this thread's before: nothing, where loops don't nest.
    outer: Option<Rc<RunQueue>>,
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
        let tasks = self.queue.tasks.take();
        for task in tasks.into_values() {
            // A destructor is foreign code. It may spawn (dropped at once), wake
            // (ignored), and panic, which is no reason to leak the other tasks.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(task)));
        }
        CURRENT.set(self.outer.take());
    }
}

impl fmt::Debug for RunQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunQueue")
            .field("tasks", &self.tasks.borrow().len())
            .field("ready", &self.ready.borrow())
            .finish_non_exhaustive()
    }
}
