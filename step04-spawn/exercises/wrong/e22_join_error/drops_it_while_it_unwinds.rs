//! Verdict: E-DROP-PANICS
//!
//! Moves the future into what is caught, so that a panic drops it on its way: and one
//! that panics there is the second at a time.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
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
    let mut slot: Option<Pin<Box<F>>> = Some(Box::pin(future));
    poll_fn(move |cx| {
        let mut future = slot.take().expect("it is there until it is ready");
        let poll = catch_unwind(AssertUnwindSafe(move || {
            let poll = future.as_mut().poll(cx);
            (poll, future)
        }));
        match poll {
            Ok((Poll::Pending, future)) => {
                slot = Some(future);
                Poll::Pending
            }
            Ok((Poll::Ready(output), _done)) => Poll::Ready(Ok(output)),
            Err(thrown) => Poll::Ready(Err(JoinError { thrown })),
        }
    })
    .await
}
