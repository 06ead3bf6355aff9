//! Exercise 8: `block_on` with a time limit.
//!
//! Step 2's `block_on` waits for as long as it takes. Yours is patient for a while and
//! then gives up: there are no timers yet, but a thread that sleeps on a condvar can
//! sleep for a limited time.
//!
//! Write the function and what it needs: a type that implements `Wake`, and the sleep.
//! `std::sync::Condvar` has `wait_timeout` and `wait_timeout_while`. The crate's own
//! `Parker` would do, of course. Don't use it: it is what you are to understand.
//!
//! Reread "The parker" in step 2. Check it with `cargo learn check e08_block_on_within`.

use std::time::Duration;

/// Runs `future` on this thread until it is ready, but not much longer than `limit`.
/// Returns its output, or `None` if it was not ready in time; then it is dropped.
///
/// - The future is polled at least once, however short the limit is.
/// - While the future waits, the thread sleeps.
/// - The limit counts from the call, however often the future is woken meanwhile.
/// - A limit beyond the end of the clock, such as `Duration::MAX`, is no limit.
pub fn block_on_within<F: Future>(future: F, limit: Duration) -> Option<F::Output> {
    todo!()
}
