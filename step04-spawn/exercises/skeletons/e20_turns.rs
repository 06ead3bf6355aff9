//! Exercise 20: turns.
//!
//! A loop has more to do than to poll: there are timers to fire, and mail from other
//! threads. So it works in *turns*, and looks after the rest between two of them. A turn
//! polls what was in the queue when it began, each task once. What is woken or spawned
//! meanwhile has to wait for the next turn. So nobody can keep the others from theirs.
//!
//! Tasks, wakers and the queue are given, as you know them from exercise 19. Write
//! `turn`, and the end of the executor: `drop`. Change the rest as you need it.
//!
//! Reread "The loop" and "The queue is a list through the slots" in step 4. Check it
//! with `cargo learn check e20_turns`.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Owns tasks, and runs them. When it is dropped, the futures of all its tasks are
/// dropped as well: of those in the queue, and of those that wait. Their destructors may
/// wake and spawn.
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
    /// A panic of a task ends the turn. Another turn may begin after that.
    ///
    /// # Panics
    ///
    /// When a turn of this executor is running already: a task has called it. The
    /// message has the word "turn" in it.
    pub fn turn(&self) -> usize {
        todo!()
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // This is yours, too.
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
