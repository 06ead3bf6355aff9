//! Exercise 23: abort against detach.
//!
//! Who holds a join handle may lose interest in the task, in two ways. To *detach* it is
//! to let it run on, with nobody to hear of its output: the handle is dropped. To *abort*
//! it is to end it where it waits: its future is dropped instead of polled. And who wants
//! the task to end whenever the handle does, asks for `abort_on_drop`.
//!
//! All of it stays on one thread. Whatever `step04_spawn` has, you may use; but you need
//! nothing of it.
//!
//! Reread "What the seed leaves out" in step 4. Check it with
//! `cargo learn check e23_abort`.

use std::pin::Pin;
use std::task::{Context, Poll};

/// What the loop gets: it is polled when it is woken, until it is ready.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Why there is no output: the task was aborted, or was dropped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aborted;

/// Waits for a task: a future of its output. To drop it is to detach the task. When the
/// task is over, the handle keeps nothing of it but the result: no waker, above all.
pub struct JoinHandle<T> {
    /// Yours to replace.
    result: Option<T>,
}

/// Waits for a task, as a [`JoinHandle`] does. To drop it is to abort the task.
pub struct AbortOnDrop<T> {
    /// Yours to replace, if you like.
    handle: JoinHandle<T>,
}

/// Makes a task of `future`, and a handle for its output.
///
/// When the handle is ready, the task is over: its future is dropped.
pub fn task<F: Future + 'static>(future: F) -> (Task, JoinHandle<F::Output>) {
    todo!()
}

impl<T> JoinHandle<T> {
    /// Asks the task to end, and has it woken by the waker of its latest poll. In its
    /// next poll, its future is dropped instead of polled, and the task is ready.
    ///
    /// It may be called anywhere: by a future in its own task, too. A task that is over
    /// by then keeps its result.
    pub fn abort(&self) {
        todo!()
    }

    /// From now on, to drop the handle is to abort the task.
    pub fn abort_on_drop(self) -> AbortOnDrop<T> {
        todo!()
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Aborted>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        todo!()
    }
}

impl<T> Future for AbortOnDrop<T> {
    type Output = Result<T, Aborted>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        todo!()
    }
}
