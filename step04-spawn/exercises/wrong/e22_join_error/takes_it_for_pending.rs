//! Verdict: E-PANIC-LOST
//!
//! Takes a panic for one more way to say: not yet.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

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

pub async fn catch_panic<F: Future>(future: F) -> Result<F::Output, JoinError> {
    let mut future = pin!(future);
    poll_fn(|cx| {
        catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)))
            .unwrap_or(Poll::Pending)
            .map(Ok)
    })
    .await
}
