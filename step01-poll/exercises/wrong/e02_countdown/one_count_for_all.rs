//! Verdict: E-SHARED-STATE
//!
//! Keeps the count beside the futures instead of in each of them.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::task::{Context, Poll};

static LEFT: AtomicU32 = AtomicU32::new(0);

#[derive(Debug)]
pub struct Countdown {}

impl Countdown {
    pub fn new(from: u32) -> Self {
        LEFT.store(from, SeqCst);
        Self {}
    }

    pub fn left(&self) -> u32 {
        LEFT.load(SeqCst)
    }
}

impl Future for Countdown {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<&'static str> {
        match LEFT.load(SeqCst) {
            0 => Poll::Ready("liftoff"),
            left => {
                LEFT.store(left - 1, SeqCst);
                Poll::Pending
            }
        }
    }
}
