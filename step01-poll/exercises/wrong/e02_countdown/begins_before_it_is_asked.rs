//! Verdict: E-NOT-LAZY
//!
//! Takes the first step when it is made, as if making a future were to start it.

use std::pin::Pin;
use std::task::{Context, Poll};

#[derive(Debug)]
pub struct Countdown {
    left: u32,
}

impl Countdown {
    pub fn new(from: u32) -> Self {
        Self { left: from.saturating_sub(1) }
    }

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
