//! Verdict: E-LOST-WAKE
//!
//! Looks whether there is a task, lets go of the lock, and takes it once more to
//! sleep. A wake that comes between the two finds nobody asleep.

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
        let mut state = self.state.lock().unwrap();
        if !state.queued[task] {
            state.queued[task] = true;
            state.queue.push_back(task);
            self.woken.notify_one();
        }
    }

    pub fn next(&self) -> usize {
        loop {
            if self.state.lock().unwrap().queue.is_empty() {
                let state = self.state.lock().unwrap();
                drop(self.woken.wait(state).unwrap());
            }
            let mut state = self.state.lock().unwrap();
            if let Some(task) = state.queue.pop_front() {
                state.queued[task] = false;
                return task;
            }
        }
    }
}
