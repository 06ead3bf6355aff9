use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use parking_lot::Mutex;
use step03_timers::contain;

use crate::{JoinError, JoinHandle, spawn};

/// A join handle of a group of tasks: what [`JoinSet`] has to know of it.
///
/// ```
/// use step04_spawn::{JoinHandle, Spawned, block_on};
///
/// block_on(async {
///     let handle = JoinHandle::spawn(async { 7 }); // the same as `step04_spawn::spawn`
///     assert_eq!(handle.await.expect("it isn't aborted"), 7);
/// });
/// ```
pub trait Spawned: Future<Output = Result<Self::Value, JoinError>> + Unpin {
    /// What the task gives.
    type Value: 'static;

    /// Spawns a task on the loop that runs on this thread.
    #[track_caller]
    fn spawn(future: impl Future<Output = Self::Value> + 'static) -> Self;

    /// Asks the task to end.
    fn abort(&self);
}

impl<T: 'static> Spawned for JoinHandle<T> {
    type Value = T;

    #[track_caller]
    fn spawn(future: impl Future<Output = T> + 'static) -> Self {
        spawn(future)
    }

    fn abort(&self) {
        JoinHandle::abort(self);
    }
}

/// A group of tasks, joined in the order in which they end, and aborted when the
/// set is dropped.
///
/// The name and the behaviour are tokio's; asyncio's `TaskGroup` also cancels its
/// tasks when one of them fails.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step04_spawn::{Clock, JoinSet, block_on_with, sleep};
///
/// block_on_with(Clock::new_virtual(), async {
///     let mut set = JoinSet::new();
///     for seconds in [3, 1, 2] {
///         set.spawn(async move {
///             sleep(Duration::from_secs(seconds)).await;
///             seconds
///         });
///     }
///     let mut ended = Vec::new();
///     while let Some(result) = set.join_next().await {
///         ended.push(result.expect("it neither panics nor is aborted"));
///     }
///     assert_eq!(ended, [1, 2, 3]);
/// });
/// ```
pub type JoinSet<T> = HandleSet<JoinHandle<T>>;

/// What a [`JoinSet`] is, for join handles of any kind.
///
/// ```
/// use step04_spawn::{HandleSet, JoinHandle, JoinSet};
///
/// let set: HandleSet<JoinHandle<u8>> = JoinSet::new();
/// assert!(set.is_empty());
/// ```
pub struct HandleSet<H: Spawned> {
    /// The tasks that weren't joined yet, by the number that each got when spawned.
    handles: BTreeMap<u64, H>,
    spawned: u64,
    ended: Arc<Ended>,
}

#[derive(Default)]
struct Ended {
    /// The tasks that have ended and weren't joined yet.
    numbers: Mutex<VecDeque<u64>>,
    /// Who waits in `join_next`.
    waker: Mutex<Option<Waker>>,
}

impl<H: Spawned> HandleSet<H> {
    /// Creates an empty set.
    ///
    /// ```
    /// assert!(step04_spawn::JoinSet::<u8>::new().is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self { handles: BTreeMap::new(), spawned: 0, ended: Arc::default() }
    }

    /// Spawns a task in this set.
    ///
    /// # Panics
    ///
    /// As [`spawn`].
    ///
    /// ```
    /// step04_spawn::block_on(async {
    ///     let mut set = step04_spawn::JoinSet::new();
    ///     set.spawn(async {});
    ///     assert_eq!(set.len(), 1);
    /// });
    /// ```
    #[track_caller]
    pub fn spawn(&mut self, future: impl Future<Output = H::Value> + 'static) {
        let number = self.spawned;
        self.spawned += 1;
        let on_end = OnEnd { number, ended: Arc::clone(&self.ended) };
        let handle = H::spawn(async move {
            let _on_end = on_end;
            future.await
        });
        self.handles.insert(number, handle);
    }

    /// Waits for the next task to end, and returns its result; `None` when the set
    /// is empty. Dropping the returned future loses no result.
    ///
    /// ```
    /// step04_spawn::block_on(async {
    ///     let mut set = step04_spawn::JoinSet::new();
    ///     set.spawn(async { 7 });
    ///     assert!(matches!(set.join_next().await, Some(Ok(7))));
    ///     assert!(set.join_next().await.is_none());
    /// });
    /// ```
    pub async fn join_next(&mut self) -> Option<Result<H::Value, JoinError>> {
        poll_fn(|cx| self.poll_join_next(cx)).await
    }

    fn poll_join_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<H::Value, JoinError>>> {
        if self.is_empty() {
            return Poll::Ready(None);
        }
        // A waker is foreign code, to clone and to drop: not under the lock.
        let waker = cx.waker().clone();
        let replaced = self.ended.waker.lock().replace(waker);
        drop(replaced);
        let first = self.ended.numbers.lock().front().copied();
        let Some(number) = first else { return Poll::Pending };
        let handle =
            self.handles.get_mut(&number).expect("ended, and not joined yet");
        let result = ready!(Pin::new(handle).poll(cx));
        self.ended.numbers.lock().pop_front();
        self.handles.remove(&number);
        Poll::Ready(Some(result))
    }

    /// Aborts every task of the set. They still are to be joined.
    ///
    /// ```
    /// step04_spawn::block_on(async {
    ///     let mut set = step04_spawn::JoinSet::new();
    ///     set.spawn(std::future::pending::<()>());
    ///     set.abort_all();
    ///     assert!(set.join_next().await.expect("one task").is_err());
    /// });
    /// ```
    pub fn abort_all(&self) {
        self.handles.values().for_each(Spawned::abort);
    }

    /// How many tasks were spawned and not joined yet.
    ///
    /// ```
    /// assert_eq!(step04_spawn::JoinSet::<u8>::new().len(), 0);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.handles.len()
    }

    /// Whether every task was joined.
    ///
    /// ```
    /// assert!(step04_spawn::JoinSet::<u8>::new().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.handles.is_empty()
    }
}

impl<H: Spawned> Default for HandleSet<H> {
    fn default() -> Self {
        Self::new()
    }
}

impl<H: Spawned> Drop for HandleSet<H> {
    fn drop(&mut self) {
        self.handles.values().for_each(Spawned::abort);
    }
}

/// Reports that a task has ended, whether it ran to its end, panicked or was
/// aborted: it is dropped in each case, just before the handle has its result.
struct OnEnd {
    number: u64,
    ended: Arc<Ended>,
}

impl Drop for OnEnd {
    fn drop(&mut self) {
        self.ended.numbers.lock().push_back(self.number);
        let waker = self.ended.waker.lock().take();
        if let Some(waker) = waker {
            contain(|| waker.wake()); // or its panic would count as the task's
        }
    }
}

impl<H: Spawned> fmt::Debug for HandleSet<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSet").field("tasks", &self.handles.len()).finish()
    }
}
