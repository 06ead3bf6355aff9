//! Exercise 30: place tasks so that two loops are equally busy.
//!
//! `Runtime::spawn` gives each loop a task in its turn. If every second one is long, a
//! loop has all the long ones, and nothing is stolen: they stay there. So look at what
//! each loop has to do *now*, before you choose.
//!
//! Write the fields and the two functions. Given are `Handle` and `JoinHandle` of
//! step 5: `handle.spawn(future)` puts a task on that loop.
//!
//! Reread `book/src/step05.md#idea`, and what `book/src/step05.md#elsewhere` says of
//! runtimes of several threads. Check it with `cargo learn check e30_placement`.

use step05_multithread::{Handle, JoinHandle};

/// Spawns tasks, each on the loop that has the least to do. Tasks of all loops share
/// one of these, behind an `Arc`.
pub struct Placement {
    // Yours to fill.
}

impl Placement {
    /// Places tasks on these loops. None of them has anything to do so far.
    pub fn new(loops: Vec<Handle>) -> Self {
        todo!()
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
        todo!()
    }
}
