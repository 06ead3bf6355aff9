//! Verdict: E-PANIC-PAYLOAD
//!
//! Keeps the text, which is all that one can print.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

#[derive(Debug)]
pub struct JoinError {
    message: Option<String>,
}

impl JoinError {
    fn new(thrown: Box<dyn Any + Send>) -> Self {
        let message = match thrown.downcast::<String>() {
            Ok(message) => Some(*message),
            Err(thrown) => {
                thrown.downcast::<&str>().ok().map(|text| text.to_string())
            }
        };
        Self { message }
    }

    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    pub fn into_panic(self) -> Box<dyn Any + Send> {
        Box::new(self.message.unwrap_or_default())
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
    let mut future = pin!(Some(future));
    let result = poll_fn(|cx| {
        let poll = catch_unwind(AssertUnwindSafe(|| {
            let running = future.as_mut().as_pin_mut();
            running.expect("it is there until it is ready").poll(cx)
        }));
        match poll {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(thrown) => Poll::Ready(Err(JoinError::new(thrown))),
        }
    })
    .await;
    let dropped = catch_unwind(AssertUnwindSafe(|| future.set(None)));
    let output = result?;
    dropped.map_err(|thrown| JoinError::new(thrown))?;
    Ok(output)
}
