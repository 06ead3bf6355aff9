//! Exercise 19: many wakes, one poll.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// A run queue. Its clones share the tasks: so a task may hold one, and spawn.
#[derive(Clone, Default)]
pub struct Executor {
    queue: Queue,
}

type Queue = Arc<Mutex<VecDeque<Arc<Task>>>>;

struct Task {
    /// It is in the queue, and wasn't polled since.
    queued: AtomicBool,
    /// `None` once it is done.
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    /// Where it goes when it is woken.
    queue: Queue,
}

impl Executor {
    /// Makes `future` a task. It is in the queue from the start.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let future = Mutex::new(Some(Box::pin(future) as Pin<Box<_>>));
        let queue = self.queue.clone();
        let task = Task { queued: AtomicBool::new(true), future, queue };
        self.queue.lock().unwrap().push_back(Arc::new(task));
    }

    /// Takes task after task from the queue and polls it once, until the queue is
    /// empty. The waker of each poll is that task's own.
    ///
    /// A task may wake itself while it is polled, and may spawn others. One that is
    /// done is dropped, and never polled again.
    pub fn run(&self) {
        while let Some(task) = self.next() {
            // Before the poll: a wake that comes during it asks for one more.
            // Acquire: pairs with the Release of each wake that found it queued.
            task.queued.swap(false, Ordering::Acquire);
            task.poll();
        }
    }

    /// The lock is open again when this returns.
    fn next(&self) -> Option<Arc<Task>> {
        self.queue.lock().unwrap().pop_front()
    }
}

impl Task {
    fn poll(self: &Arc<Self>) {
        let waker = Waker::from(self.clone());
        let mut slot = self.future.lock().unwrap();
        let Some(future) = slot.as_mut() else { return };
        if let Poll::Ready(()) =
            future.as_mut().poll(&mut Context::from_waker(&waker))
        {
            *slot = None;
        }
    }
}

impl Wake for Task {
    /// Puts the task at the end of the queue, unless it is in there.
    fn wake(self: Arc<Self>) {
        // Release: pairs with the Acquire in `run`.
        if !self.queued.swap(true, Ordering::Release) {
            self.queue.lock().unwrap().push_back(self.clone());
        }
    }
}
