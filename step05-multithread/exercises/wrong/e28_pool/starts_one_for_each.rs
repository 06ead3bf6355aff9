//! Verdict: E-TOO-MANY-THREADS
//!
//! Starts a thread for each job: with a thousand jobs, a thousand threads.

use std::panic::{AssertUnwindSafe, catch_unwind};

use step05_multithread::oneshot;

use super::thread;

pub struct Pool;

impl Pool {
    pub fn new(_most: usize) -> Self {
        Self
    }

    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (sender, receiver) = oneshot::channel();
        thread::spawn(move || {
            if let Ok(value) = catch_unwind(AssertUnwindSafe(job)) {
                let _ = sender.send(value);
            }
        });
        receiver
    }
}
