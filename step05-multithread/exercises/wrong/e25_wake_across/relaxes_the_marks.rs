//! Verdict: E-ORDERING
//!
//! Takes the mark for a flag that stands for itself, and so for Relaxed.

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
        if !self.queued[task].swap(true, Ordering::Relaxed) {
            self.queue.lock().unwrap().push_back(task);
            self.woken.notify_one();
        }
    }

    pub fn next(&self) -> usize {
        let mut queue = self.queue.lock().unwrap();
        loop {
            if let Some(task) = queue.pop_front() {
                self.queued[task].swap(false, Ordering::Relaxed);
                return task;
            }
            queue = self.woken.wait(queue).unwrap();
        }
    }
}
