//! Verdict: E-LOST-JOB
//!
//! Counts the threads in an atomic beside the lock, which is right by itself and says
//! nothing of the jobs.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use step05_multithread::oneshot;

use super::sync::atomic::{AtomicUsize, Ordering};
use super::sync::{Arc, Mutex};
use super::thread;

type Job = Box<dyn FnOnce() + Send>;

pub struct Pool {
    most: usize,
    state: Arc<State>,
}

struct State {
    jobs: Mutex<VecDeque<Job>>,
    threads: AtomicUsize,
}

impl Pool {
    pub fn new(most: usize) -> Self {
        let jobs = Mutex::new(VecDeque::new());
        Self { most, state: Arc::new(State { jobs, threads: AtomicUsize::new(0) }) }
    }

    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move || drop(sender.send(job())));
        self.state.jobs.lock().unwrap().push_back(job);
        let more = |threads| (threads < self.most).then_some(threads + 1);
        let (set, get) = (Ordering::SeqCst, Ordering::SeqCst);
        if self.state.threads.fetch_update(set, get, more).is_ok() {
            let state = self.state.clone();
            thread::spawn(move || work(&state));
        }
        receiver
    }
}

fn work(state: &State) {
    loop {
        let job = state.jobs.lock().unwrap().pop_front();
        let Some(job) = job else {
            state.threads.fetch_sub(1, Ordering::SeqCst);
            return;
        };
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}
