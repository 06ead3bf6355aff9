//! Exercise 2: a future of your own.
//!
//! Most futures come from `async` blocks. Underneath, each is a value with a `poll`; so
//! write one by hand.
//!
//! Write the fields of `Countdown` and its three functions; nothing else is given.
//! Reread "The one idea" in step 1. Check it with `cargo learn check e02_countdown`.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Counts down, one number a poll, and lifts off when none is left: `Pending` as many
/// times as it was told, and then `Ready("liftoff")`.
///
/// In this step everybody polls until the future is ready, so it needn't wake anybody.
#[derive(Debug)]
pub struct Countdown {
    // What has to be remembered between two polls?
}

impl Countdown {
    /// A countdown that will be pending `from` times.
    pub fn new(from: u32) -> Self {
        todo!()
    }

    /// How many times it will still be pending.
    pub fn left(&self) -> u32 {
        todo!()
    }
}

impl Future for Countdown {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        todo!()
    }
}
