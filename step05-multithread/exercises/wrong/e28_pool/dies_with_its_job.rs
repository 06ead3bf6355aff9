//! Verdict: E-JOB-PANIC
//!
//! Lets a panic of a job end the thread, which still counts as one that will look for
//! more.

use std::collections::VecDeque;

use step05_multithread::oneshot;

use super::sync::{Arc, Mutex};
use super::thread;

type Job = Box<dyn FnOnce() + Send>;

pub struct Pool {
    most: usize,
    state: Arc<Mutex<State>>,
}

struct State {
    jobs: VecDeque<Job>,
    threads: usize,
}

impl Pool {
    pub fn new(most: usize) -> Self {
        let state = State { jobs: VecDeque::new(), threads: 0 };
        Self { most, state: Arc::new(Mutex::new(state)) }
    }

    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move || drop(sender.send(job())));
        let mut state = self.state.lock().unwrap();
        state.jobs.push_back(job);
        if state.threads < self.most {
            state.threads += 1;
            let state = self.state.clone();
            thread::spawn(move || work(&state));
        }
        receiver
    }
}

fn work(state: &Mutex<State>) {
    loop {
        let mut now = state.lock().unwrap();
        let Some(job) = now.jobs.pop_front() else {
            now.threads -= 1;
            return;
        };
        drop(now);
        job();
    }
}
