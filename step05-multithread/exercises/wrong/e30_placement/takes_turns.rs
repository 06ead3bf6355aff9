//! Verdict: E-UNBALANCED
//!
//! Gives each loop a task in its turn, whatever the tasks are: two loops have as many
//! tasks then, and not as much to do.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use step05_multithread::{Handle, JoinHandle};

pub struct Placement {
    loops: Vec<Handle>,
    next: AtomicUsize,
}

impl Placement {
    pub fn new(loops: Vec<Handle>) -> Self {
        Self { loops, next: AtomicUsize::new(0) }
    }

    pub fn spawn<F>(&self, work: u32, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        self.loops[next % self.loops.len()].spawn(future)
    }
}
