//! Verdict: E-DOUBLE-QUEUE
//!
//! Believes that each wake stands for a poll of its own.

use std::collections::VecDeque;

use super::sync::{Condvar, Mutex};

pub struct Ready {
    queue: Mutex<VecDeque<usize>>,
    woken: Condvar,
}

impl Ready {
    pub fn new(_tasks: usize) -> Self {
        Self { queue: Mutex::new(VecDeque::new()), woken: Condvar::new() }
    }

    pub fn wake(&self, task: usize) {
        self.queue.lock().unwrap().push_back(task);
        self.woken.notify_one();
    }

    pub fn next(&self) -> usize {
        let mut queue = self.queue.lock().unwrap();
        loop {
            match queue.pop_front() {
                Some(task) => return task,
                None => queue = self.woken.wait(queue).unwrap(),
            }
        }
    }
}
