//! Exercise 28: a pool for calls that block, with threads that wait for jobs.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use step05_multithread::oneshot;

use super::sync::{Arc, Condvar, Mutex};
use super::thread;

/// A call that a thread can make without knowing what it returns.
type Job = Box<dyn FnOnce() + Send>;

/// Threads for calls that block.
pub struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// There is a job more, or the pool is closed.
    changed: Condvar,
}

struct State {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Pool {
    /// A pool of at most `most` threads, which is at least one.
    ///
    /// To drop it is to say that no more jobs will come. Those that were handed in are
    /// run all the same, and then no thread of the pool is left.
    pub fn new(most: usize) -> Self {
        let state = Mutex::new(State { jobs: VecDeque::new(), closed: false });
        let shared = Arc::new(Shared { state, changed: Condvar::new() });
        for _ in 0..most {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                while let Some(job) = shared.next() {
                    let _ = catch_unwind(AssertUnwindSafe(job));
                }
            });
        }
        Self { shared }
    }

    /// Runs `job` on a thread of the pool, as soon as fewer than `most` are busy.
    /// Returns at once. What the job returns comes through the receiver; if it panics,
    /// the receiver is told that nothing will come.
    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move || drop(sender.send(job())));
        self.shared.state.lock().unwrap().jobs.push_back(job);
        self.shared.changed.notify_one();
        receiver
    }
}

impl Shared {
    /// Waits for a job. `None` when the pool is closed, and all jobs are taken.
    fn next(&self) -> Option<Job> {
        let mut state = self.state.lock().unwrap();
        loop {
            let job = state.jobs.pop_front();
            if job.is_some() || state.closed {
                return job;
            }
            state = self.changed.wait(state).unwrap();
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.state.lock().unwrap().closed = true;
        self.shared.changed.notify_all();
    }
}
