//! Exercise 20: turns.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

/// Owns tasks, and runs them. When it is dropped, the futures of all its tasks are
/// dropped as well: of those in the queue, and of those that wait. Their destructors may
/// wake and spawn.
#[derive(Default)]
pub struct Executor {
    shared: Arc<Mutex<Shared>>,
}

/// Spawns tasks on an executor, from anywhere. A task may hold one.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Mutex<Shared>>,
}

type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What the executor shares with its spawners and its wakers.
#[derive(Default)]
struct Shared {
    ready: VecDeque<usize>,
    /// The futures, but for the one that is being polled.
    waiting: HashMap<usize, BoxFuture>,
    spawned: usize,
    in_turn: bool,
}

/// A waker knows its task by number: so it keeps nothing alive.
struct Number {
    number: usize,
    shared: Arc<Mutex<Shared>>,
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
        let mut shared = self.shared.lock().unwrap();
        if std::mem::replace(&mut shared.in_turn, true) {
            drop(shared); // a panic would poison it
            panic!("`turn` was called inside a turn");
        }
        let length = shared.ready.len();
        drop(shared);
        let _end = EndOfTurn(&self.shared);
        (0..length).for_each(|_| self.poll_next());
        length
    }

    fn poll_next(&self) {
        let mut shared = self.shared.lock().unwrap();
        let number = shared.ready.pop_front().expect("only a turn takes from it");
        let Some(mut future) = shared.waiting.remove(&number) else {
            return; // it is done
        };
        drop(shared);
        let shared = self.shared.clone();
        let waker = Waker::from(Arc::new(Number { number, shared }));
        if future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            self.shared.lock().unwrap().waiting.insert(number, future);
        }
    }
}

/// Ends the turn when it is dropped: be it by a panic.
struct EndOfTurn<'a>(&'a Mutex<Shared>);

impl Drop for EndOfTurn<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap().in_turn = false;
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let waiting = std::mem::take(&mut self.shared.lock().unwrap().waiting);
        drop(waiting);
    }
}

impl Spawner {
    /// Makes `future` a task. It is in the queue from the start.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let mut shared = self.shared.lock().unwrap();
        let number = shared.spawned;
        shared.spawned += 1;
        shared.waiting.insert(number, Box::pin(future));
        shared.ready.push_back(number);
    }
}

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        let mut shared = self.shared.lock().unwrap();
        if !shared.ready.contains(&self.number) {
            shared.ready.push_back(self.number);
        }
    }
}
