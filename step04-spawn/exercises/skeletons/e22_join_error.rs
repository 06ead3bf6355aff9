//! Exercise 22: from a panic to a `JoinError`.
//!
//! A panic ends what its thread is doing. In a loop with a thousand tasks, one that
//! panics would end them all. So a task is put into something that catches the panic,
//! and makes it the task's result: whoever joins the task hears of it, and nobody else.
//!
//! Write that something, and the error. What you need of the standard library is in
//! `std::panic`: `catch_unwind` and `AssertUnwindSafe`.
//!
//! Reread "Run it" in step 4, where `bad` panics, and "The loop" for what is foreign
//! code. Check it with `cargo learn check e22_join_error`.

use std::any::Any;
use std::fmt;

/// Why a task has no output: it panicked.
#[derive(Debug)]
pub struct JoinError {
    /// Yours to replace.
    _why: (),
}

impl JoinError {
    /// What the panic said, if it said something: `panic!` with a text does, be there
    /// values in it or not.
    pub fn message(&self) -> Option<&str> {
        todo!()
    }

    /// What the panic has thrown, whatever it is. With `std::panic::resume_unwind`, it
    /// goes on as if nobody had caught it.
    pub fn into_panic(self) -> Box<dyn Any + Send> {
        todo!()
    }
}

impl fmt::Display for JoinError {
    /// `the task panicked: no flour`, or just `the task panicked` if it said nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

/// Gives the output of `future`, or its panic: the first one, should there be more.
///
/// It never panics itself. When it is ready, `future` is dropped, and no panic of the
/// destructor has come out either.
pub async fn catch_panic<F: Future>(future: F) -> Result<F::Output, JoinError> {
    todo!()
}
