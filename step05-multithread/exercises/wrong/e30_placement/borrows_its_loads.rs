//! Verdict: E-NOT-SEND
//!
//! Takes a `RefCell` for enough, since it places tasks on one loop only. Tasks of the
//! others can't share it.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use step05_multithread::{Handle, JoinHandle};

pub struct Placement {
    loops: RefCell<Vec<(Handle, Arc<AtomicU32>)>>,
}

struct Load(Arc<AtomicU32>, u32);

impl Drop for Load {
    fn drop(&mut self) {
        self.0.fetch_sub(self.1, Ordering::Relaxed);
    }
}

impl Placement {
    pub fn new(loops: Vec<Handle>) -> Self {
        let loops = loops.into_iter().map(|handle| (handle, Arc::default()));
        Self { loops: RefCell::new(loops.collect()) }
    }

    pub fn spawn<F>(&self, work: u32, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let loops = self.loops.borrow();
        let (handle, count) =
            loops.iter().min_by_key(|it| it.1.load(Ordering::Relaxed)).unwrap();
        count.fetch_add(work, Ordering::Relaxed);
        let load = Load(count.clone(), work);
        handle.spawn(async move {
            let _load = load;
            future.await
        })
    }
}
