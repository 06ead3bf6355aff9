use std::fmt;
use std::sync::Arc;

use step03_timers::Clock;

use crate::JoinHandle;
use crate::address;
use crate::blocking::Pool;
use crate::event_loop::{Mailbox, Message};
use crate::shared_time::SharedTime;
use crate::spawn;
use crate::tasks::run_queue::QUEUE;
use crate::tasks::task::send_task;

/// Refers to one loop of a [`Runtime`](crate::Runtime): where to send it work, from
/// any thread. It doesn't keep the runtime running.
///
/// What tokio calls a handle, too. (asyncio's `Handle` is something else: a
/// callback in the loop's queue.)
///
/// # Examples
///
/// ```
/// use step05_multithread::{Handle, Runtime};
///
/// let runtime = Runtime::new(2);
/// let other = runtime.handle(1);
/// let answer = runtime.block_on(async move {
///     let task = other.spawn(async { Handle::current().index() });
///     task.await.expect("it neither panics nor is aborted")
/// });
/// assert_eq!(answer, 1);
/// ```
#[derive(Clone)]
pub struct Handle {
    event_loop: Arc<Remote>,
}

/// A loop, as others see it.
pub(crate) struct Remote {
    pub(crate) index: usize,
    pub(crate) number: u16,
    /// Closed when the loop is gone.
    pub(crate) inbox: Mailbox,
    pub(crate) shared: Arc<Shared>,
}

/// What the loops of a runtime share.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    /// How the loops agree on the time, if the clock is virtual.
    pub(crate) shared_time: Option<Arc<SharedTime>>,
    pub(crate) pool: Pool,
}

impl Handle {
    pub(crate) fn new(event_loop: &Arc<Remote>) -> Self {
        Self { event_loop: Arc::clone(event_loop) }
    }

    /// Returns the handle of the loop that runs on this thread: what
    /// `asyncio.get_running_loop` is for.
    ///
    /// # Panics
    ///
    /// When no loop of a runtime is running on this thread.
    ///
    /// ```
    /// use step05_multithread::{Handle, Runtime};
    ///
    /// let index = Runtime::new(1).block_on(async { Handle::current().index() });
    /// assert_eq!(index, 0);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn current() -> Self {
        Self::try_current().expect(
            "no loop of a runtime is running on this thread: \
             call this in a future that a `Runtime` runs, or keep a `Handle`",
        )
    }

    fn try_current() -> Option<Self> {
        let event_loop = QUEUE.with(|queue| address::find(queue.loop_number()))?;
        Some(Self { event_loop })
    }

    /// The loop's place in its runtime, from 0.
    ///
    /// ```
    /// let runtime = step05_multithread::Runtime::new(2);
    /// assert_eq!(runtime.handle(1).index(), 1);
    /// ```
    #[must_use]
    pub fn index(&self) -> usize {
        self.event_loop.index
    }

    /// Spawns a task on this loop, from any thread. If the loop is gone, the future
    /// is dropped at once, and the join handle says
    /// [`Cancelled`](crate::JoinError::Cancelled).
    ///
    /// The counterpart of `asyncio.run_coroutine_threadsafe`.
    ///
    /// ```
    /// use step05_multithread::Runtime;
    ///
    /// let runtime = Runtime::new(1);
    /// let task = runtime.handle(0).spawn(async { 7 });
    /// assert_eq!(runtime.block_on(task).expect("it isn't aborted"), 7);
    /// ```
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        if self.is_here() {
            return spawn(future);
        }
        let (task, handle) = send_task(future);
        self.event_loop.inbox.post(Message::Spawn(task));
        handle
    }

    /// Like [`spawn_blocking`](crate::spawn_blocking), from any thread. If the
    /// runtime is gone, the job is dropped at once, and the join handle says
    /// [`Cancelled`](crate::JoinError::Cancelled).
    ///
    /// # Panics
    ///
    /// When the system has no thread to give.
    ///
    /// ```
    /// use step05_multithread::Runtime;
    ///
    /// let runtime = Runtime::new(1);
    /// let job = runtime.handle(0).spawn_blocking(|| 7);
    /// assert_eq!(runtime.block_on(job).expect("it isn't aborted"), 7);
    /// ```
    #[track_caller]
    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> JoinHandle<T> {
        let (task, handle) = send_task(async { job() });
        Pool::submit(&self.event_loop.shared, task);
        handle
    }

    fn is_here(&self) -> bool {
        let here = |here: Self| Arc::ptr_eq(&here.event_loop, &self.event_loop);
        // When a loop is gone, its number may be another one's.
        QUEUE.with(|queue| queue.is_open_for(self.event_loop.number))
            && Self::try_current().is_some_and(here)
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("index", &self.index())
            .finish_non_exhaustive()
    }
}
