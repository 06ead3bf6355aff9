//! Exercise 19: many wakes, one poll.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

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
        loop {
            let Some(task) = self.queue.lock().unwrap().pop_front() else { return };
            // Out for the poll, so that the task isn't locked meanwhile.
            let Some(mut future) = task.future.lock().unwrap().take() else {
                continue;
            };
            let waker = Waker::from(task.clone());
            if future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
                *task.future.lock().unwrap() = Some(future);
            }
        }
    }
}

impl Wake for Task {
    /// Puts the task at the end of the queue, unless it is in there.
    fn wake(self: Arc<Self>) {
        let mut queue = self.queue.lock().unwrap();
        // The queue knows best what is in it. It has to look through all of it, though.
        if !queue.iter().any(|queued| Arc::ptr_eq(queued, &self)) {
            queue.push_back(self.clone());
        }
    }
}
