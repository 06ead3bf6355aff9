//! Verdict: E-STILL-WAITS
//!
//! Has threads that wait for jobs, and tells them nothing when the pool is gone.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use step05_multithread::oneshot;

use super::sync::{Arc, Condvar, Mutex};
use super::thread;

type Job = Box<dyn FnOnce() + Send>;

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
    ///
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
