//! Verdict: E-LOCK-ACROSS-POLL
//!
//! Walks over the tasks with their list locked, and drops each there.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Wake, Waker};

/// Owns tasks, and runs them. When it is dropped, the futures of all its tasks are
/// dropped as well: of those in the queue, and of those that wait.
#[derive(Default)]
pub struct Executor {
    shared: Arc<Shared>,
}

/// Spawns tasks on an executor, from anywhere. A task may hold one.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

/// What the executor shares with its spawners and its tasks.
#[derive(Default)]
struct Shared {
    ready: Mutex<VecDeque<Arc<Task>>>,
    all: Mutex<Vec<Weak<Task>>>,
    running: AtomicBool,
}

struct Task {
    /// It is in the queue, and wasn't polled since.
    queued: AtomicBool,
    /// `None` once it is done.
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    shared: Arc<Shared>,
}

impl Executor {
    /// A spawner for this executor.
    pub fn spawner(&self) -> Spawner {
        Spawner { shared: self.shared.clone() }
    }

    /// Polls each task that is in the queue now, once, first in, first out. Returns how
    /// many were in it.
    ///
    /// # Panics
    ///
    /// When a turn of this executor is running already: a task has called it. The
    /// message has the word "turn" in it.
    pub fn turn(&self) -> usize {
        assert!(
            !self.shared.running.swap(true, Ordering::SeqCst),
            "a turn is running already"
        );
        let _guard = Running(&self.shared.running);
        let n = self.shared.ready.lock().unwrap().len();
        for _ in 0..n {
            let task = self.shared.ready.lock().unwrap().pop_front();
            if let Some(task) = task {
                task.poll();
            }
        }
        n
    }
}

struct Running<'a>(&'a AtomicBool);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        for weak in self.shared.all.lock().unwrap().drain(..) {
            if let Some(task) = weak.upgrade() {
                let future = task.future.lock().unwrap().take();
                drop(future);
            }
        }
        self.shared.ready.lock().unwrap().clear();
    }
}

impl Spawner {
    /// Makes `future` a task. It is in the queue from the start.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let task = Arc::new(Task {
            queued: AtomicBool::new(true),
            future: Mutex::new(Some(Box::pin(future))),
            shared: self.shared.clone(),
        });
        self.shared.all.lock().unwrap().push(Arc::downgrade(&task));
        self.shared.ready.lock().unwrap().push_back(task);
    }
}

impl Task {
    fn poll(self: &Arc<Self>) {
        // Acquire: pairs with the Release of each wake that found it queued.
        self.queued.swap(false, Ordering::Acquire);
        let waker = Waker::from(self.clone());
        let mut cx = Context::from_waker(&waker);
        let mut slot = self.future.lock().unwrap();
        let Some(future) = slot.as_mut() else { return };
        if let Poll::Ready(()) = future.as_mut().poll(&mut cx) {
            *slot = None;
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        // Release: pairs with the Acquire in `poll`.
        if !self.queued.swap(true, Ordering::Release) {
            self.shared.ready.lock().unwrap().push_back(self.clone());
        }
    }
}
