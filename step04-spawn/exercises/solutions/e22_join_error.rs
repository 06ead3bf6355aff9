//! Exercise 22: from a panic to a `JoinError`.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

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
pub async fn catch_panic<F: Future>(future: F) -> Result<F::Output, JoinError> {
    let mut future = pin!(Some(future));
    let result = poll_fn(|cx| {
        let poll = catch_unwind(AssertUnwindSafe(|| {
            let running = future.as_mut().as_pin_mut();
            running.expect("it is there until it is ready").poll(cx)
        }));
        match poll {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(thrown) => Poll::Ready(Err(JoinError { thrown })),
        }
    })
    .await;
    let dropped = catch_unwind(AssertUnwindSafe(|| future.set(None)));
    // The first panic counts.
    let output = result?;
    dropped.map_err(|thrown| JoinError { thrown })?;
    Ok(output)
}
