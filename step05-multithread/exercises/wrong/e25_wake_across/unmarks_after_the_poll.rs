//! Verdict: E-QUEUED-LATE
//!
//! Takes a task for queued until its poll is over, and so until the next call of
//! `next`. What wakes it during the poll is lost.

use std::collections::VecDeque;

use super::sync::{Condvar, Mutex};

pub struct Ready {
    state: Mutex<State>,
    woken: Condvar,
}

struct State {
    queue: VecDeque<usize>,
    queued: Vec<bool>,
    polling: Option<usize>,
}

impl Ready {
    pub fn new(tasks: usize) -> Self {
        let queued = vec![false; tasks];
        let state = State { queue: VecDeque::new(), queued, polling: None };
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
        let mut state = self.state.lock().unwrap();
        if let Some(polled) = state.polling.take() {
            state.queued[polled] = false;
        }
        loop {
            if let Some(task) = state.queue.pop_front() {
                state.polling = Some(task);
                return task;
            }
            state = self.woken.wait(state).unwrap();
        }
    }
}
