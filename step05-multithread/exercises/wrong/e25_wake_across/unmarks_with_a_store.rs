//! Verdict: E-ORDERING
//!
//! Clears the mark with a store, which reads nothing. So what a thread wrote before it
//! found the mark set may not be there yet for the poll.

use std::collections::VecDeque;

use super::sync::atomic::{AtomicBool, Ordering};
use super::sync::{Condvar, Mutex};

pub struct Ready {
    queue: Mutex<VecDeque<usize>>,
    woken: Condvar,
    queued: Vec<AtomicBool>,
}

impl Ready {
    pub fn new(tasks: usize) -> Self {
        let queued = (0..tasks).map(|_| AtomicBool::new(false)).collect();
        Self { queue: Mutex::new(VecDeque::new()), woken: Condvar::new(), queued }
    }

    pub fn wake(&self, task: usize) {
        if !self.queued[task].swap(true, Ordering::AcqRel) {
            self.queue.lock().unwrap().push_back(task);
            self.woken.notify_one();
        }
    }

    pub fn next(&self) -> usize {
        let mut queue = self.queue.lock().unwrap();
        loop {
            if let Some(task) = queue.pop_front() {
                self.queued[task].store(false, Ordering::Release);
                return task;
            }
            queue = self.woken.wait(queue).unwrap();
        }
    }
}
