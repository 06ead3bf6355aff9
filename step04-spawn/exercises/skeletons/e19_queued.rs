//! Exercise 19: many wakes, one poll.
//!
//! A task that is woken ten times before its next poll is polled once. Here is a small
//! run queue, as most executors have it: a task is its own waker, and the queue holds
//! tasks. Two pieces are missing, and they are yours:
//!
//! - `Task::wake` puts the task in the queue, unless it is queued already;
//! - `Executor::run` takes the tasks out and polls them.
//!
//! The rest is given. Add to it what you need: a field of `Task`, for one.
//!
//! Reread "Behind a task's waker" in step 4. Check it with
//! `cargo learn check e19_queued`.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::Wake;

/// A run queue. Its clones share the tasks: so a task may hold one, and spawn.
#[derive(Clone, Default)]
pub struct Executor {
    queue: Queue,
}

type Queue = Arc<Mutex<VecDeque<Arc<Task>>>>;

struct Task {
    /// `None` once it is done.
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    /// Where it goes when it is woken.
    queue: Queue,
}

impl Executor {
    /// Makes `future` a task. It is in the queue from the start.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let future = Mutex::new(Some(Box::pin(future) as Pin<Box<_>>));
        let task = Task { future, queue: self.queue.clone() };
        self.queue.lock().unwrap().push_back(Arc::new(task));
    }

    /// Takes task after task from the queue and polls it once, until the queue is
    /// empty. The waker of each poll is that task's own.
    ///
    /// A task may wake itself while it is polled, and may spawn others. One that is
    /// done is dropped, and never polled again.
    pub fn run(&self) {
        todo!()
    }
}

impl Wake for Task {
    /// Puts the task at the end of the queue, unless it is in there.
    fn wake(self: Arc<Self>) {
        todo!()
    }
}
