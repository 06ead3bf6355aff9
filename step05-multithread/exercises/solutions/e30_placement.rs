//! Exercise 30: place tasks so that two loops are equally busy.

use std::sync::{Arc, Mutex};

use step05_multithread::{Handle, JoinHandle};

/// Spawns tasks, each on the loop that has the least to do. Tasks of all loops share
/// one of these, behind an `Arc`.
pub struct Placement {
    loops: Vec<Handle>,
    /// By loop: the work of its tasks that aren't over.
    loads: Arc<Mutex<Vec<u32>>>,
}

impl Placement {
    /// Places tasks on these loops. None of them has anything to do so far.
    pub fn new(loops: Vec<Handle>) -> Self {
        let loads = Arc::new(Mutex::new(vec![0; loops.len()]));
        Self { loops, loads }
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
        let load = Load::on_the_idlest(&self.loads, work);
        self.loops[load.place].spawn(async move {
            let _load = load; // it moves in, and goes when the future goes
            future.await
        })
    }
}

/// Counts while it lives.
struct Load {
    loads: Arc<Mutex<Vec<u32>>>,
    place: usize,
    work: u32,
}

impl Load {
    fn on_the_idlest(loads: &Arc<Mutex<Vec<u32>>>, work: u32) -> Self {
        let mut counts = loads.lock().expect("nothing in there panics");
        let place = (0..counts.len())
            .min_by_key(|&place| counts[place])
            .expect("there is a loop to place tasks on");
        counts[place] += work;
        Self { loads: Arc::clone(loads), place, work }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        let mut counts = self.loads.lock().expect("nothing in there panics");
        counts[self.place] -= self.work;
    }
}
