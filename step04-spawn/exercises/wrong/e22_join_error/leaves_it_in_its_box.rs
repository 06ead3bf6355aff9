//! Verdict: E-NOT-DROPPED
//!
//! Leaves the future where it is, until the task itself is dropped.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

#[derive(Debug)]
pub struct JoinError {
    thrown: Box<dyn Any + Send>,
}

impl JoinError {
    pub fn message(&self) -> Option<&str> {
        let plain = self.thrown.downcast_ref::<&str>().copied();
        plain.or_else(|| self.thrown.downcast_ref().map(String::as_str))
    }

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

pub fn catch_panic<F: Future>(future: F) -> CatchPanic<F> {
    CatchPanic { future: Some(Box::pin(future)) }
}

pub struct CatchPanic<F> {
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
        Poll::Ready(result)
    }
}
