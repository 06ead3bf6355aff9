//! Verdict: E-LIFO
//!
//! Takes a vector for a queue, and takes from where it was added to.

use super::sync::{Condvar, Mutex};

pub struct Ready {
    state: Mutex<State>,
    woken: Condvar,
}

struct State {
    queue: Vec<usize>,
    queued: Vec<bool>,
}

impl Ready {
    pub fn new(tasks: usize) -> Self {
        let state = State { queue: Vec::new(), queued: vec![false; tasks] };
        Self { state: Mutex::new(state), woken: Condvar::new() }
    }

    pub fn wake(&self, task: usize) {
        let mut state = self.state.lock().unwrap();
        if !state.queued[task] {
            state.queued[task] = true;
            state.queue.push(task);
            self.woken.notify_one();
        }
    }

    pub fn next(&self) -> usize {
        let mut state = self.state.lock().unwrap();
        loop {
            if let Some(task) = state.queue.pop() {
                state.queued[task] = false;
                return task;
            }
            state = self.woken.wait(state).unwrap();
        }
    }
}
