//! Verdict: E-ONE-STEP
//!
//! Thinks of `poll` as of a function that runs until the work is done.

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
        while self.left > 0 {
            self.left -= 1;
        }
        Poll::Ready("liftoff")
    }
}
