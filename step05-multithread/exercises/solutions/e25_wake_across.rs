//! Exercise 25: wake across threads.

use std::collections::VecDeque;

use super::sync::{Condvar, Mutex};

/// The tasks that a loop is to poll next.
pub struct Ready {
    state: Mutex<State>,
    /// The queue isn't empty any more.
    woken: Condvar,
}

struct State {
    queue: VecDeque<usize>,
    /// By task: whether it is in the queue.
    queued: Vec<bool>,
}

impl Ready {
    /// A queue for `tasks` tasks, none of them woken.
    pub fn new(tasks: usize) -> Self {
        let state = State { queue: VecDeque::new(), queued: vec![false; tasks] };
        Self { state: Mutex::new(state), woken: Condvar::new() }
    }

    /// Puts a task in the queue, unless it is there already. Any thread may do so.
    ///
    /// What this thread did before is seen by the poll that follows.
    pub fn wake(&self, task: usize) {
        let mut state = self.state.lock().expect("nothing in there panics");
        if !std::mem::replace(&mut state.queued[task], true) {
            state.queue.push_back(task);
            drop(state);
            self.woken.notify_one();
        }
    }

    /// Takes the task that has been in the queue for longest. While there is none, the
    /// thread sleeps. Only the loop's own thread calls this, and polls the task as
    /// soon as it has it.
    pub fn next(&self) -> usize {
        let mut state = self.state.lock().expect("nothing in there panics");
        loop {
            if let Some(task) = state.queue.pop_front() {
                state.queued[task] = false; // from now on a wake counts again
                return task;
            }
            state = self.woken.wait(state).expect("nothing in there panics");
        }
    }
}
