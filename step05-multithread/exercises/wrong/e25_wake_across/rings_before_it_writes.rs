//! Verdict: E-LOST-WAKE
//!
//! Wakes the sleeper first and puts the task in the queue then. Who is quick finds
//! the queue empty, and sleeps on.

use std::collections::VecDeque;

use super::sync::{Condvar, Mutex};

pub struct Ready {
    state: Mutex<State>,
    woken: Condvar,
}

struct State {
    queue: VecDeque<usize>,
    queued: Vec<bool>,
}

impl Ready {
    pub fn new(tasks: usize) -> Self {
        let state = State { queue: VecDeque::new(), queued: vec![false; tasks] };
        Self { state: Mutex::new(state), woken: Condvar::new() }
    }

    pub fn wake(&self, task: usize) {
        self.woken.notify_one();
        let mut state = self.state.lock().unwrap();
        if !state.queued[task] {
            state.queued[task] = true;
            state.queue.push_back(task);
        }
    }

    pub fn next(&self) -> usize {
        let mut state = self.state.lock().unwrap();
        loop {
            if let Some(task) = state.queue.pop_front() {
                state.queued[task] = false;
                return task;
            }
            state = self.woken.wait(state).unwrap();
        }
    }
}
