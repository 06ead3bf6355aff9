//! Verdict: E-STATE-FORGOTTEN
//!
//! Keeps the count in a variable of `poll`, which is new in each poll.

use std::pin::Pin;
use std::task::{Context, Poll};

#[derive(Debug)]
pub struct Countdown {
    left: u32,
}

impl Countdown {
    pub fn new(from: u32) -> Self {
        Self { left: from }
    }

    pub fn left(&self) -> u32 {
        self.left
    }
}

impl Future for Countdown {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        let mut left = self.left;
        left = left.saturating_sub(1);
        if self.left == 0 || left == u32::MAX {
            Poll::Ready("liftoff")
        } else {
            Poll::Pending
        }
    }
}
