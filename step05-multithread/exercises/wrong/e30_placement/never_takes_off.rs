//! Verdict: E-LOAD-KEPT
//!
//! Adds up all the work that a loop was ever given.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use step05_multithread::{Handle, JoinHandle};

pub struct Placement {
    loops: Vec<Handle>,
    loads: Mutex<Vec<u32>>,
}

impl Placement {
    pub fn new(loops: Vec<Handle>) -> Self {
        let loads = Mutex::new(vec![0; loops.len()]);
        Self { loops, loads }
    }

    pub fn spawn<F>(&self, work: u32, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let mut loads = self.loads.lock().unwrap();
        let place = (0..loads.len()).min_by_key(|&place| loads[place]).unwrap();

        loads[place] += work;
        self.loops[place].spawn(future)
    }
}
