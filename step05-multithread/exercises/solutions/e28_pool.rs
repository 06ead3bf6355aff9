//! Exercise 28: a pool for calls that block.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use step05_multithread::oneshot;

use super::sync::{Arc, Mutex};
use super::thread;

/// A call that a thread can make without knowing what it returns.
type Job = Box<dyn FnOnce() + Send>;

/// Threads for calls that block.
pub struct Pool {
    most: usize,
    state: Arc<Mutex<State>>,
}

/// While there are jobs that wait, there are threads that will look for them.
struct State {
    jobs: VecDeque<Job>,
    /// Those that will look for a job once more.
    threads: usize,
}

impl Pool {
    /// A pool of at most `most` threads, which is at least one.
    ///
    /// To drop it is to say that no more jobs will come. Those that were handed in are
    /// run all the same, and then no thread of the pool is left.
    pub fn new(most: usize) -> Self {
        let state = State { jobs: VecDeque::new(), threads: 0 };
        Self { most, state: Arc::new(Mutex::new(state)) }
    }

    /// Runs `job` on a thread of the pool, as soon as fewer than `most` are busy.
    /// Returns at once. What the job returns comes through the receiver; if it panics,
    /// the receiver is told that nothing will come.
    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move || {
            // If nobody wants to know, that is none of our business.
            let _ = sender.send(job());
        });
        let mut state = self.state.lock().expect("no job runs under the lock");
        state.jobs.push_back(job);
        if state.threads < self.most {
            state.threads += 1;
            drop(state);
            let state = Arc::clone(&self.state);
            thread::spawn(move || work(&state));
        }
        receiver
    }
}

fn work(state: &Mutex<State>) {
    loop {
        let mut now = state.lock().expect("no job runs under the lock");
        let Some(job) = now.jobs.pop_front() else {
            // Nobody can hand in a job between this look and the leave.
            now.threads -= 1;
            return;
        };
        drop(now);
        // Its sender is dropped in the panic, and that is all there is to say.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}
