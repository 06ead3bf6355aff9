//! Verdict: E-SELF-WAKE
//!
//! Wakes the task after each poll, to be sure that there is a next one.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

/// Why a task has no output: it panicked.
#[derive(Debug)]
pub struct JoinError {
    payload: Box<dyn Any + Send>,
}

impl JoinError {
    /// What the panic said, if it said something: `panic!` with a text does, be there
    /// values in it or not.
    pub fn message(&self) -> Option<&str> {
        self.payload
            .downcast_ref::<&'static str>()
            .copied()
            .or_else(|| self.payload.downcast_ref::<String>().map(String::as_str))
    }

    /// What the panic has thrown, whatever it is. With `std::panic::resume_unwind`, it
    /// goes on as if nobody had caught it.
    pub fn into_panic(self) -> Box<dyn Any + Send> {
        self.payload
    }
}

impl fmt::Display for JoinError {
    /// `the task panicked: no flour`, or just `the task panicked` if it said nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message() {
            Some(m) => write!(f, "the task panicked: {m}"),
            None => write!(f, "the task panicked"),
        }
    }
}

/// Gives the output of `future`, or its panic: the first one, should there be more.
///
/// It never panics itself. When it is ready, `future` is dropped, and no panic of the
/// destructor has come out either.
pub async fn catch_panic<F: Future>(future: F) -> Result<F::Output, JoinError> {
    let mut future = Box::pin(future);
    let res = std::future::poll_fn(|cx| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Ok(Poll::Ready(v)) => Poll::Ready(Ok(v)),
            Err(payload) => Poll::Ready(Err(JoinError { payload })),
        }
    })
    .await;
    match (res, catch_unwind(AssertUnwindSafe(|| drop(future)))) {
        (Ok(_), Err(payload)) => Err(JoinError { payload }),
        (res, _) => res,
    }
}
