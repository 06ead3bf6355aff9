use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Waker};

/// A queue of coroutines, each polled in its turn: many of them on one thread.
///
/// This is the event loop as one first imagines it: it remembers all its
/// coroutines and goes round them, whether they can get on or not. Step 4 shows
/// what real loops queue instead.
///
/// # Examples
///
/// ```
/// use std::cell::RefCell;
/// use step01_poll::{RoundRobin, yield_now};
///
/// let log = RefCell::new(Vec::new());
/// let mut queue = RoundRobin::new();
/// for name in ["a", "b"] {
///     let log = &log;
///     queue.push(async move {
///         log.borrow_mut().push(name);
///         yield_now().await;
///         log.borrow_mut().push(name);
///     });
/// }
/// queue.run();
/// assert_eq!(*log.borrow(), ["a", "b", "a", "b"]);
/// ```
#[derive(Default)]
pub struct RoundRobin<'a> {
    queue: VecDeque<Pin<Box<dyn Future<Output = ()> + 'a>>>,
}

impl<'a> RoundRobin<'a> {
    /// Creates an empty queue.
    ///
    /// ```
    /// let mut queue = step01_poll::RoundRobin::new();
    /// queue.run(); // nothing to do: returns at once
    /// assert_eq!(format!("{queue:?}"), "RoundRobin { coroutines: 0 }");
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a coroutine at the end of the queue. It doesn't run before
    /// [`run`](Self::run).
    ///
    /// ```
    /// let mut queue = step01_poll::RoundRobin::new();
    /// queue.push(async { unreachable!("nobody runs the queue") });
    /// assert_eq!(format!("{queue:?}"), "RoundRobin { coroutines: 1 }");
    /// ```
    pub fn push(&mut self, coroutine: impl Future<Output = ()> + 'a) {
        self.queue.push_back(Box::pin(coroutine));
    }

    /// Polls the first coroutine; one that isn't done goes to the end of the queue.
    /// Returns when the queue is empty.
    ///
    /// # Panics
    ///
    /// When a coroutine panics, the panic passes through. That coroutine is gone,
    /// the others are still in the queue, and `run` may be called again.
    ///
    /// ```
    /// let mut done = false;
    /// let mut queue = step01_poll::RoundRobin::new();
    /// queue.push(async { done = true });
    /// queue.run();
    /// drop(queue);
    /// assert!(done);
    /// ```
    pub fn run(&mut self) {
        let mut cx = Context::from_waker(Waker::noop());
        while let Some(mut coroutine) = self.queue.pop_front() {
            if coroutine.as_mut().poll(&mut cx).is_pending() {
                self.queue.push_back(coroutine);
            }
        }
    }
}

impl fmt::Debug for RoundRobin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoundRobin").field("coroutines", &self.queue.len()).finish()
    }
}
