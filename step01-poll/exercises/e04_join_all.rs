//! Exercise 4: wait for all of them.
//!
//! Step 1's `join` takes two futures. This one takes as many as there are.
//!
//! Write `join_all`; the standard library has all you need. Reread "Side by side
//! without a queue" in step 1. Check it with `cargo learn check e04_join_all`.

/// Runs all the futures side by side, and returns their outputs, in the order in which
/// the futures were given.
///
/// Each future is polled until it is ready, and not once more. Then it is dropped, even if
/// others go on.
pub async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    todo!()
}
