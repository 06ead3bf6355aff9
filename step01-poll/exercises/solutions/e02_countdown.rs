//! Exercise 2: a future of your own.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Counts down, one number a poll, and lifts off when none is left.
#[derive(Debug)]
pub struct Countdown {
    left: u32,
}

impl Countdown {
    /// A countdown that will be pending `from` times.
    pub fn new(from: u32) -> Self {
        Self { left: from }
    }

    /// How many times it will still be pending.
    pub fn left(&self) -> u32 {
        self.left
    }
}

impl Future for Countdown {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        match self.left.checked_sub(1) {
            None => Poll::Ready("liftoff"),
            Some(left) => {
                self.left = left;
                Poll::Pending
            }
        }
    }
}
