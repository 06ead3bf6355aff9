//! Verdict: E-STARVATION
//!
//! Believes that a turn is over when there is nothing left to do.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

#[derive(Default)]
pub struct Executor {
    shared: Arc<Shared>,
}

#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    ready: Mutex<VecDeque<Arc<Task>>>,
    tasks: Mutex<BTreeMap<u64, Arc<Task>>>,
    spawned: AtomicU64,
    in_turn: AtomicBool,
}

struct Task {
    number: u64,
    queued: AtomicBool,
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    shared: Arc<Shared>,
}

impl Executor {
    pub fn spawner(&self) -> Spawner {
        Spawner { shared: self.shared.clone() }
    }

    pub fn turn(&self) -> usize {
        let _in_turn = InTurn::enter(&self.shared);
        let mut polled = 0;
        loop {
            let Some(task) = self.shared.ready.lock().unwrap().pop_front() else {
                return polled;
            };
            task.poll();
            polled += 1;
        }
    }
}

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
        let tasks = std::mem::take(&mut *self.shared.tasks.lock().unwrap());
        for task in tasks.values() {
            let future = task.future.lock().unwrap().take();
            drop(future); // foreign code, so no lock is held
        }
        self.shared.ready.lock().unwrap().clear();
    }
}

impl Spawner {
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
        if !self.queued.swap(true, Ordering::Release) {
            self.shared.ready.lock().unwrap().push_back(self.clone());
        }
    }
}
