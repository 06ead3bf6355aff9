//! Exercise 25: wake across threads.
//!
//! A loop has a few tasks, numbered from 0. Any thread may wake one of them, and the
//! loop's own thread sleeps while none is woken. Between them is this queue: an inbox
//! and a run queue in one.
//!
//! Write its fields and its three functions. What threads share has to come from
//! `super::sync` instead of `std::sync`: the checks put loom's locks in its place, and
//! try every order of what the threads do.
//!
//! Reread the loop of step 5 (`book/src/step05.md#loop`) and the parker of step 2
//! (`book/src/step02.md#parker`). Check it with `cargo learn check e25_wake_across`.

use super::sync::atomic::{AtomicBool, Ordering};
use super::sync::{Condvar, Mutex};

/// The tasks that a loop is to poll next.
pub struct Ready {
    // Yours to fill. You may not need all that is imported above.
}

impl Ready {
    /// A queue for `tasks` tasks, none of them woken.
    pub fn new(tasks: usize) -> Self {
        todo!()
    }

    /// Puts a task in the queue, unless it is there already. Any thread may do so.
    ///
    /// What this thread did before is seen by the poll that follows.
    pub fn wake(&self, task: usize) {
        todo!()
    }

    /// Takes the task that has been in the queue for longest. While there is none, the
    /// thread sleeps. Only the loop's own thread calls this, and polls the task as
    /// soon as it has it.
    pub fn next(&self) -> usize {
        todo!()
    }
}
