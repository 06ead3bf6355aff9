//! Exercise 29: a shutdown that loses nothing.
//!
//! A post office takes letters in, and its clerks, who are tasks on several loops,
//! deliver them. In the evening the door is closed. But nobody goes home before
//! everything is delivered that was taken in by then.
//!
//! Write the fields and the three functions. How the letters get to the loops is up to
//! you: by a queue with a few tasks that take from it, or by a task for each letter.
//!
//! Given are step 5's `Handle` and all that its crate has. Reread
//! `book/src/step05.md#loop`, and of `book/src/step05.md#seed` what becomes of a call
//! that has begun. Check it with `cargo learn check e29_shutdown`.

use step05_multithread::Handle;

/// Takes letters in, and delivers them on several loops.
pub struct Office<T> {
    // Yours to fill. (It has to have a `T` somewhere, or it doesn't compile.)
    letter: T,
}

impl<T: Send + 'static> Office<T> {
    /// Opens an office. Its letters are delivered on these loops: `deliver` makes a
    /// future for each letter, and that is to be run to its end.
    pub fn open<D, F>(loops: Vec<Handle>, deliver: D) -> Self
    where
        D: Fn(T) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        todo!()
    }

    /// Takes a letter in. From then on it will be delivered. Any thread may call this.
    ///
    /// # Errors
    ///
    /// Gives the letter back once a shutdown has begun.
    pub fn hand_in(&self, letter: T) -> Result<(), T> {
        todo!()
    }

    /// From its first poll on, no letters are taken in. Waits until all that were are
    /// delivered, or their delivery has panicked.
    ///
    /// Any number of tasks may wait for that at the same time. If one of them gives up,
    /// the others wait on, and the door stays closed.
    pub async fn shutdown(&self) {
        todo!()
    }
}
