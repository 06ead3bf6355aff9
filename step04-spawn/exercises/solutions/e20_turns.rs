//! Exercise 20: turns.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
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
    /// Those that aren't done, by number: so that the executor finds them at its end.
    tasks: Mutex<BTreeMap<u64, Arc<Task>>>,
    spawned: AtomicU64,
    in_turn: AtomicBool,
}

struct Task {
    number: u64,
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
        let _in_turn = InTurn::enter(&self.shared);
        let turn = std::mem::take(&mut *self.shared.ready.lock().unwrap());
        turn.iter().for_each(Task::poll);
        turn.len()
    }
}

/// A turn is running, until this is dropped: be it by a panic.
struct InTurn<'a>(&'a Shared);

impl<'a> InTurn<'a> {
    fn enter(shared: &'a Shared) -> Self {
        let running = shared.in_turn.swap(true, Ordering::Acquire);
        assert!(!running, "a turn is running: its tasks can't begin another one");
        Self(shared)
    }
}

impl Drop for InTurn<'_> {
    fn drop(&mut self) {
        self.0.in_turn.store(false, Ordering::Release);
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // A task that waits is in a circle: it has its future, that has its waker, and
        // that has the task. Here it is cut, by taking the futures out.
        let tasks = std::mem::take(&mut *self.shared.tasks.lock().unwrap());
        for task in tasks.values() {
            let future = task.future.lock().unwrap().take();
            drop(future); // foreign code, so no lock is held
        }
        self.shared.ready.lock().unwrap().clear();
    }
}

impl Spawner {
    /// Makes `future` a task. It is in the queue from the start.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let number = self.shared.spawned.fetch_add(1, Ordering::Relaxed);
        let task = Arc::new(Task {
            number,
            queued: AtomicBool::new(true),
            future: Mutex::new(Some(Box::pin(future))),
            shared: self.shared.clone(),
        });
        self.shared.tasks.lock().unwrap().insert(number, task.clone());
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
            drop(slot);
            self.shared.tasks.lock().unwrap().remove(&self.number);
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
