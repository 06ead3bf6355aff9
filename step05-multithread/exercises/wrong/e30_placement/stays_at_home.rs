//! Verdict: E-UNBALANCED
//!
//! Believes that a runtime of several loops spreads by itself what is spawned on one of
//! them.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use step05_multithread::{Handle, JoinHandle};

pub struct Placement {
    loops: Vec<Handle>,
}

impl Placement {
    pub fn new(loops: Vec<Handle>) -> Self {
        Self { loops }
    }

    pub fn spawn<F>(&self, work: u32, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        step05_multithread::spawn(future)
    }
}
