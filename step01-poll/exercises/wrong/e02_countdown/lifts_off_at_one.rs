//! Verdict: E-POLL-COUNT
//!
//! Counts the poll that is ready among those that are pending.

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

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 { Poll::Ready("liftoff") } else { Poll::Pending }
    }
}
