//! Verdict: E-POLL-COUNT
//!
//! Keeps the number that it began with, and says that whenever it is asked what is left.

use std::pin::Pin;
use std::task::{Context, Poll};

#[derive(Debug)]
pub struct Countdown {
    from: u32,
    polls: u32,
}

impl Countdown {
    pub fn new(from: u32) -> Self {
        Self { from, polls: 0 }
    }

    pub fn left(&self) -> u32 {
        self.from
    }
}

impl Future for Countdown {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        if self.polls == self.from {
            return Poll::Ready("liftoff");
        }
        self.polls += 1;
        Poll::Pending
    }
}
