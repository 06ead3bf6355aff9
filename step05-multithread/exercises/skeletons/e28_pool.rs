//! Exercise 28: a pool for calls that block.
//!
//! A call that blocks would stop its loop, so it is given to another thread. There are
//! only so many of these. A call that finds them all busy waits for its turn; and it
//! must not happen that it waits while nobody is left to take it.
//!
//! Write the fields and the two functions. Whether the threads wait for jobs, or start
//! with the first and end after the last, is up to you. Threads and what they share
//! have to come from `super::thread` and `super::sync` instead of `std`: the checks put
//! loom's in their place, and try every order.
//!
//! Given is step 5's `oneshot`: dropping a sender tells its receiver that no value will
//! come. Reread `book/src/step05.md#seed` and `book/src/step05.md#quick`. Check it with
//! `cargo learn check e28_pool`.

use step05_multithread::oneshot;

use super::sync::{Arc, Condvar, Mutex};
use super::thread;

/// A call that a thread can make without knowing what it returns.
type Job = Box<dyn FnOnce() + Send>;

/// Threads for calls that block.
pub struct Pool {
    // Yours to fill. You may not need all that is imported above.
}

impl Pool {
    /// A pool of at most `most` threads, which is at least one.
    ///
    /// To drop it is to say that no more jobs will come. Those that were handed in are
    /// run all the same, and then no thread of the pool is left.
    pub fn new(most: usize) -> Self {
        todo!()
    }

    /// Runs `job` on a thread of the pool, as soon as fewer than `most` are busy. Jobs
    /// that wait are run in the order in which they came.
    ///
    /// Returns at once. What the job returns comes through the receiver; if it panics,
    /// the receiver is told that nothing will come.
    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        todo!()
    }
}
