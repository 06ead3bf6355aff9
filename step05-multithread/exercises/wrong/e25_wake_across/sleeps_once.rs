//! Verdict: E-SPURIOUS
//!
//! Believes that a condvar returns only when somebody has notified it.

use super::sync::atomic::{AtomicBool, Ordering};
use super::sync::{Condvar, Mutex};

struct State {
    queue: std::collections::VecDeque<usize>,
    queued: Vec<bool>,
}

/// The tasks that a loop is to poll next.
pub struct Ready {
    state: Mutex<State>,
    more: Condvar,
}

impl Ready {
    /// A queue for `tasks` tasks, none of them woken.
    pub fn new(tasks: usize) -> Self {
        Ready {
            state: Mutex::new(State {
                queue: Default::default(),
                queued: vec![false; tasks],
            }),
            more: Condvar::new(),
        }
    }

    /// Puts a task in the queue, unless it is there already. Any thread may do so.
    ///
    /// What this thread did before is seen by the poll that follows.
    pub fn wake(&self, task: usize) {
        let mut state = self.state.lock().unwrap();
        if !state.queued[task] {
            state.queued[task] = true;
            state.queue.push_back(task);
            self.more.notify_one();
        }
    }

    /// Takes the task that has been in the queue for longest. While there is none, the
    /// thread sleeps. Only the loop's own thread calls this, and polls the task as
    /// soon as it has it.
    pub fn next(&self) -> usize {
        let mut state = self.state.lock().unwrap();
        if state.queue.is_empty() {
            state = self.more.wait(state).unwrap();
        }
        let task = state.queue.pop_front().unwrap();
        state.queued[task] = false;
        task
    }
}
