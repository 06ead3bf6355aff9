//! Exercise 30: place tasks so that two loops are equally busy, with a counter for each
//! loop and a future that counts itself out.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};

use step05_multithread::{Handle, JoinHandle};

/// Spawns tasks, each on the loop that has the least to do. Tasks of all loops share
/// one of these, behind an `Arc`.
pub struct Placement {
    loops: Vec<(Handle, Arc<AtomicU32>)>,
}

impl Placement {
    /// Places tasks on these loops. None of them has anything to do so far.
    pub fn new(loops: Vec<Handle>) -> Self {
        Self { loops: loops.into_iter().map(|it| (it, Arc::default())).collect() }
    }

    /// Spawns a task that is `work` to do: on the loop that has the least work now; on
    /// the first of them if there are several.
    ///
    /// The work of a task counts from this call on until the task is over, in whichever
    /// way. When its join handle says so, it has been taken off already.
    pub fn spawn<F>(&self, work: u32, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        loop {
            let mut idlest = (&self.loops[0], u32::MAX);
            for place in &self.loops {
                let load = place.1.load(Ordering::Relaxed);
                if load < idlest.1 {
                    idlest = (place, load);
                }
            }
            let ((handle, load), before) = idlest;
            // If another thread has placed something there meanwhile, look again.
            // Relaxed: the counters say nothing of any other memory.
            let order = Ordering::Relaxed;
            if load.compare_exchange(before, before + work, order, order).is_ok() {
                let (future, load) = (Box::pin(future), Arc::clone(load));
                return handle.spawn(Counted { future, load, work });
            }
        }
    }
}

/// A future whose work counts while it lives.
struct Counted<F> {
    future: Pin<Box<F>>,
    load: Arc<AtomicU32>,
    work: u32,
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.future.as_mut().poll(cx)
    }
}

impl<F> Drop for Counted<F> {
    fn drop(&mut self) {
        self.load.fetch_sub(self.work, Ordering::Relaxed);
    }
}
