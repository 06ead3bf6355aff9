//! Exercise 25: wake across threads, with a mark for each task beside the lock.

use std::collections::VecDeque;

use super::sync::atomic::{AtomicBool, Ordering};
use super::sync::{Condvar, Mutex};

/// The tasks that a loop is to poll next.
pub struct Ready {
    queue: Mutex<VecDeque<usize>>,
    /// The queue isn't empty any more.
    woken: Condvar,
    /// By task: whether it is in the queue, or about to be.
    queued: Vec<AtomicBool>,
}

impl Ready {
    /// A queue for `tasks` tasks, none of them woken.
    pub fn new(tasks: usize) -> Self {
        let queued = (0..tasks).map(|_| AtomicBool::new(false)).collect();
        Self { queue: Mutex::new(VecDeque::new()), woken: Condvar::new(), queued }
    }

    /// Puts a task in the queue, unless it is there already. Any thread may do so.
    ///
    /// What this thread did before is seen by the poll that follows.
    pub fn wake(&self, task: usize) {
        // Release: pairs with the Acquire in `next`. Whoever finds the mark set leaves
        // what it did before to the poll that is to come.
        if !self.queued[task].swap(true, Ordering::AcqRel) {
            self.queue.lock().expect("nothing in there panics").push_back(task);
            self.woken.notify_one();
        }
    }

    /// Takes the task that has been in the queue for longest. While there is none, the
    /// thread sleeps. Only the loop's own thread calls this, and polls the task as
    /// soon as it has it.
    pub fn next(&self) -> usize {
        let mut queue = self.queue.lock().expect("nothing in there panics");
        queue = self
            .woken
            .wait_while(queue, |queue| queue.is_empty())
            .expect("nothing in there panics");
        let task = queue.pop_front().expect("it has waited for one");
        drop(queue);
        // Acquire: pairs with the Release in `wake`. A store wouldn't do: it reads
        // nothing.
        self.queued[task].swap(false, Ordering::AcqRel);
        task
    }
}
