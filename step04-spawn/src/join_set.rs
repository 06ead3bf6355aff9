use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};

use step03_timers::{Key, Slab};

use crate::{JoinError, JoinHandle, spawn};

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
pub struct JoinSet<T> {
    handles: Slab<JoinHandle<T>>,
    ended: Rc<Ended>,
}

/// The keys of the tasks that have ended and weren't joined yet.
#[derive(Default)]
struct Ended {
    keys: RefCell<VecDeque<Key>>,
    /// Who waits in `join_next`.
    waker: RefCell<Option<Waker>>,
}

impl<T: 'static> JoinSet<T> {
    /// Creates an empty set.
    ///
    /// ```
    /// assert!(step04_spawn::JoinSet::<u8>::new().is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self { handles: Slab::new(), ended: Rc::default() }
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
    pub fn spawn(&mut self, future: impl Future<Output = T> + 'static) {
        let key = Rc::new(Cell::new(None));
        let on_end = OnEnd { key: Rc::clone(&key), ended: Rc::clone(&self.ended) };
        let handle = spawn(async move {
            let _on_end = on_end;
            future.await
        });
        key.set(Some(self.handles.insert(handle)));
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
    pub async fn join_next(&mut self) -> Option<Result<T, JoinError>> {
        poll_fn(|cx| self.poll_join_next(cx)).await
    }

    fn poll_join_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<T, JoinError>>> {
        if self.is_empty() {
            return Poll::Ready(None);
        }
        let first = self.ended.keys.borrow().front().copied();
        let Some(key) = first else {
            let replaced = self.ended.waker.replace(Some(cx.waker().clone()));
            drop(replaced);
            return Poll::Pending;
        };
        let handle = self.handles.get_mut(key).expect("ended, and not joined yet");
        let result = ready!(Pin::new(handle).poll(cx));
        self.ended.keys.borrow_mut().pop_front();
        self.handles.remove(key);
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
        self.handles.values().for_each(JoinHandle::abort);
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

impl<T: 'static> Default for JoinSet<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Drop for JoinSet<T> {
    fn drop(&mut self) {
        self.handles.values().for_each(JoinHandle::abort);
    }
}

/// Reports that a task has ended, whether it ran to its end, panicked or was
/// aborted: it is dropped in each case, just before the handle has its result.
struct OnEnd {
    /// Known only after the spawn.
    key: Rc<Cell<Option<Key>>>,
    ended: Rc<Ended>,
}

impl Drop for OnEnd {
    fn drop(&mut self) {
        if let Some(key) = self.key.get() {
            self.ended.keys.borrow_mut().push_back(key);
        }
        let waker = self.ended.waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> fmt::Debug for JoinSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSet").field("tasks", &self.handles.len()).finish()
    }
}
