//! Exercise 1: drive a future by hand.
//!
//! A future stands still until somebody polls it. Be that somebody, and count what it
//! takes.
//!
//! Write `drive`. Reread "The loop" in step 1. Check it with
//! `cargo learn check e01_drive`.

/// Polls `future` until it is ready. Returns its output, and how many polls it took:
/// the last one counts too.
///
/// The waker that it hands down does nothing.
pub fn drive<F: Future>(future: F) -> (F::Output, usize) {
    todo!()
}
