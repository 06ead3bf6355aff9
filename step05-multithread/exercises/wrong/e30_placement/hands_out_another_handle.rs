//! Verdict: E-ABORT-UNSEEN
//!
//! Gives the join handle of another task, which only waits for the task: to abort it
//! ends that one.

use std::sync::{Arc, Mutex};

use step05_multithread::{Handle, JoinHandle};

/// Spawns tasks, each on the loop that has the least to do. Tasks of all loops share
/// one of these, behind an `Arc`.
pub struct Placement {
    loops: Vec<Handle>,
    work: Arc<Mutex<Vec<u64>>>,
}

impl Placement {
    /// Places tasks on these loops. None of them has anything to do so far.
    pub fn new(loops: Vec<Handle>) -> Self {
        Self { work: Arc::new(Mutex::new(vec![0; loops.len()])), loops }
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
        let at = {
            let mut all = self.work.lock().unwrap();
            let (at, least) =
                all.iter_mut().enumerate().min_by_key(|(_, w)| **w).unwrap();
            *least += u64::from(work);
            at
        };
        let guard = Busy { all: self.work.clone(), at, work: u64::from(work) };
        let (tx, rx) = step05_multithread::oneshot::channel();
        let inner = self.loops[at].spawn(future);
        let _ = self.loops[at].spawn(async move {
            let _g = guard;
            let r = inner.await;
            let _ = tx.send(r);
        });
        self.loops[at].spawn(async move { rx.await.unwrap().unwrap() })
    }
}

struct Busy {
    all: Arc<Mutex<Vec<u64>>>,
    at: usize,
    work: u64,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.all.lock().unwrap()[self.at] -= self.work;
    }
}
