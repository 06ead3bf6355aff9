//! Exercise 21: a join handle that keeps the result.
//!
//! The step's join handle gives its result once, to one who asks. Write one that can be
//! cloned: each clone gets the result, whether it asked before the task was done, or
//! only long after.
//!
//! All of it stays on one thread, so `Rc` and `RefCell` will do. `T` is cloned for each
//! who asks.
//!
//! Reread "The one idea" in step 4, and its file `join_handle.rs`. Check it with
//! `cargo learn check e21_join_handle`.

use std::pin::Pin;
use std::task::{Context, Poll};

/// What the loop gets: it is polled to its end, whether or not anybody joins it.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Waits for a task: a future of its output. To drop it is to detach the task.
pub struct JoinHandle<T> {
    /// Yours to replace.
    result: Option<T>,
}

/// Makes a task of `future`, and a handle for its output.
///
/// When the future is done, whoever waits for one of the handles is woken, each by the
/// waker of that handle's latest poll. Such a waker is foreign code: it may poll a handle
/// there and then, or drop one. It may also panic, and the others are woken all the same.
pub fn task<F>(future: F) -> (Task, JoinHandle<F::Output>)
where
    F: Future + 'static,
    F::Output: Clone,
{
    todo!()
}

impl<T> JoinHandle<T> {
    /// Whether the task is done.
    pub fn is_finished(&self) -> bool {
        todo!()
    }
}

impl<T: Clone> Future for JoinHandle<T> {
    type Output = T;

    /// Gives the output if the task is done, each time. Else it keeps the waker, and lets
    /// go of it when the task is done or the handle is dropped.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        todo!()
    }
}

impl<T> Clone for JoinHandle<T> {
    /// One more handle of the same task. Nobody waits for that one yet.
    fn clone(&self) -> Self {
        todo!()
    }
}
