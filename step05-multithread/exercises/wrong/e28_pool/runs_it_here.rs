//! Verdict: E-BLOCKS-LOOP
//!
//! Makes the call at once, and hands out a receiver that is ready. The loop stands still
//! meanwhile.

use step05_multithread::oneshot;

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
        let _ = sender.send(job());
        receiver
    }
}
