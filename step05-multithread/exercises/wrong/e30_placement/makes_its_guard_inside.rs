//! Verdict: E-NO-GUARD
//!
//! Has a guard that takes the work off, but makes it inside the task. A task that is
//! aborted before its first poll has made none.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use step05_multithread::{Handle, JoinHandle};

pub struct Placement {
    loops: Vec<Handle>,
    loads: Arc<Mutex<Vec<u32>>>,
}

impl Placement {
    pub fn new(loops: Vec<Handle>) -> Self {
        let loads = Arc::new(Mutex::new(vec![0; loops.len()]));
        Self { loops, loads }
    }

    pub fn spawn<F>(&self, work: u32, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let mut loads = self.loads.lock().unwrap();
        let place = (0..loads.len()).min_by_key(|&place| loads[place]).unwrap();

        loads[place] += work;
        let all = self.loads.clone();
        self.loops[place].spawn(async move {
            let _load = Load(all, place, work);
            future.await
        })
    }
}

struct Load(Arc<Mutex<Vec<u32>>>, usize, u32);

impl Drop for Load {
    fn drop(&mut self) {
        self.0.lock().unwrap()[self.1] -= self.2;
    }
}
