//! Exercise 12: a join in which each child has its own waker.
//!
//! A task has one waker. A simple join hands it down to all its children: then it is
//! told that somebody was woken, but not who, and has to ask them all. With a thousand
//! children, each wake makes a thousand polls.
//!
//! Write a join that knows. It gives each child a waker of its own, which notes which
//! child it is for and then wakes the task. `std::future::poll_fn` gives you the task's
//! `Context`; the rest is yours.
//!
//! Reread "The one idea" in step 2. Check it with `cargo learn check e12_own_wakers`.

/// Runs all children at the same time. Returns their outputs, in the order of the
/// children.
///
/// - The first poll polls each child once. After that, a child is polled only if it was
///   woken since its latest poll.
/// - A child that is ready is never polled again, even if it is woken.
/// - When a child is woken, so is the task, with the waker of the join's latest poll.
pub async fn join_all<F: Future>(children: Vec<F>) -> Vec<F::Output> {
    todo!()
}
