//! Exercise 22: from a panic to a `JoinError`.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Why a task has no output: it panicked.
#[derive(Debug)]
pub struct JoinError {
    thrown: Box<dyn Any + Send>,
}

impl JoinError {
    /// What the panic said, if it said something.
    pub fn message(&self) -> Option<&str> {
        let plain = self.thrown.downcast_ref::<&str>().copied();
        plain.or_else(|| self.thrown.downcast_ref().map(String::as_str))
    }

    /// What the panic has thrown, whatever it is.
    pub fn into_panic(self) -> Box<dyn Any + Send> {
        self.thrown
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message() {
            Some(message) => write!(f, "the task panicked: {message}"),
            None => f.write_str("the task panicked"),
        }
    }
}

/// Gives the output of `future`, or its panic: the first one, should there be more.
pub fn catch_panic<F: Future>(future: F) -> CatchPanic<F> {
    CatchPanic { future: Some(Box::pin(future)) }
}

/// The future of [`catch_panic`].
pub struct CatchPanic<F> {
    /// `None` once it is ready, or has panicked.
    future: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for CatchPanic<F> {
    type Output = Result<F::Output, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let slot = &mut self.future;
        let future = slot.as_mut().expect("polled after it was ready").as_mut();
        let result = match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(thrown) => Err(JoinError { thrown }),
        };
        // The output is there, or a panic that came before: this one is let go.
        let future = slot.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(future)));
        Poll::Ready(result)
    }
}
