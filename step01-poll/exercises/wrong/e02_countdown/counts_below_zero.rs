//! Verdict: E-PANIC
//!
//! Remembers the next number instead of how many are left: from 0 there is no next one.

use std::pin::Pin;
use std::task::{Context, Poll};

#[derive(Debug)]
pub struct Countdown {
    next: u32,
    over: bool,
}

impl Countdown {
    pub fn new(from: u32) -> Self {
        Self { next: from - 1, over: false }
    }

    pub fn left(&self) -> u32 {
        if self.over { 0 } else { self.next + 1 }
    }
}

impl Future for Countdown {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        if self.over {
            return Poll::Ready("liftoff");
        }
        match self.next {
            0 => self.over = true,
            _ => self.next -= 1,
        }
        Poll::Pending
    }
}
