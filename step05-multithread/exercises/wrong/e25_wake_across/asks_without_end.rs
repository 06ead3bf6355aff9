//! Verdict: E-SPINS
//!
//! Asks the queue again and again instead of sleeping.

use std::collections::VecDeque;

use super::sync::Mutex;

pub struct Ready {
    state: Mutex<State>,
}

struct State {
    queue: VecDeque<usize>,
    queued: Vec<bool>,
}

impl Ready {
    pub fn new(tasks: usize) -> Self {
        let state = State { queue: VecDeque::new(), queued: vec![false; tasks] };
        Self { state: Mutex::new(state) }
    }

    pub fn wake(&self, task: usize) {
        let mut state = self.state.lock().unwrap();
        if !state.queued[task] {
            state.queued[task] = true;
            state.queue.push_back(task);
        }
    }

    pub fn next(&self) -> usize {
        loop {
            let mut state = self.state.lock().unwrap();
            if let Some(task) = state.queue.pop_front() {
                state.queued[task] = false;
                return task;
            }
            drop(state);
            std::thread::yield_now();
        }
    }
}
