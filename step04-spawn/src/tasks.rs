use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Waker};

use step03_timers::contain;

use crate::run_queue::Arrival;
use crate::{Key, RunQueue};

/// The futures of a loop's tasks. The loop has them to itself, so each is polled
/// where it stands; what it spawns and wakes meanwhile goes to the
/// [`RunQueue`](crate::RunQueue).
///
/// When it is dropped, so are the tasks that are left, in the order of their slots.
///
/// # Examples
///
/// ```
/// use std::panic::Location;
/// use std::task::Waker;
/// use step04_spawn::{RunQueue, Tasks, task};
///
/// let (queue, mut tasks, mut turn) = (RunQueue::enter(), Tasks::default(), Vec::new());
/// let (future, handle) = task(async { 7 });
/// queue.insert(Box::pin(future), Location::caller());
/// queue.take(&mut turn);
/// tasks.admit(&queue, |_key| Waker::noop().clone());
/// tasks.poll(turn[1], &queue); // the first is the main future
/// assert!(handle.is_finished());
/// ```
#[derive(Default)]
pub struct Tasks {
    slots: Vec<Option<Task>>,
    /// Empty but in `admit`; kept for its memory.
    arrivals: Vec<Arrival>,
}

struct Task {
    future: Pin<Box<dyn Future<Output = ()>>>,
    waker: Waker,
    spawned_at: &'static Location<'static>,
}

impl Tasks {
    /// Takes in what was spawned since the last time, each task with the waker that
    /// it is to be polled with.
    ///
    /// ```
    /// # use std::panic::Location;
    /// # use std::task::Waker;
    /// # use step04_spawn::{RunQueue, Tasks};
    /// let (queue, mut tasks) = (RunQueue::enter(), Tasks::default());
    /// queue.insert(Box::pin(std::future::pending()), Location::caller());
    /// tasks.admit(&queue, |_key| Waker::noop().clone());
    /// assert_eq!(tasks.len(), 1);
    /// ```
    pub fn admit(&mut self, queue: &RunQueue, waker: impl Fn(Key) -> Waker) {
        queue.take_arrivals(&mut self.arrivals);
        for Arrival { key, future, spawned_at } in self.arrivals.drain(..) {
            let slot = key.slot as usize;
            if self.slots.len() <= slot {
                self.slots.resize_with(slot + 1, || None);
            }
            self.slots[slot] = Some(Task { future, waker: waker(key), spawned_at });
        }
    }

    /// Polls a task of this turn, and drops it when it is done.
    ///
    /// ```
    /// # use std::panic::Location;
    /// # use std::task::Waker;
    /// # use step04_spawn::{RunQueue, Tasks};
    /// # let (queue, mut tasks, mut turn) = (RunQueue::enter(), Tasks::default(), Vec::new());
    /// queue.insert(Box::pin(std::future::ready(())), Location::caller());
    /// queue.take(&mut turn);
    /// tasks.admit(&queue, |_key| Waker::noop().clone());
    /// tasks.poll(turn[1], &queue); // the first is the main future
    /// assert!(tasks.is_empty());
    /// ```
    pub fn poll(&mut self, key: Key, queue: &RunQueue) {
        let slot = key.slot as usize;
        if let Some(Some(task)) = self.slots.get_mut(slot) {
            let Task { future, waker, spawned_at } = task;
            let mut cx = Context::from_waker(waker);
            let result =
                queue.run(key, spawned_at, || future.as_mut().poll(&mut cx));
            if result.is_ready() {
                self.slots[slot] = None;
            }
        }
    }

    /// How many tasks there are.
    ///
    /// ```
    /// assert_eq!(step04_spawn::Tasks::default().len(), 0);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.iter().flatten().count()
    }

    /// Whether there are no tasks.
    ///
    /// ```
    /// assert!(step04_spawn::Tasks::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        for task in self.slots.drain(..).flatten() {
            // Its destructor is foreign code, which may spawn, wake and panic.
            contain(|| drop(task));
        }
    }
}

impl fmt::Debug for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tasks").field("len", &self.len()).finish()
    }
}
