//! Verdict: E-OTHER-ORDER
//!
//! A struct instead of an enum: what a variant would have let go of stays to the end.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::post::{Leg, Post};

pub struct Letter {
    post: Post,
    state: u8,
    leg: Option<Leg>,
}

impl Letter {
    pub fn new(post: Post) -> Self {
        Self { post, state: 0, leg: None }
    }
}

impl Future for Letter {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        loop {
            if let Some(leg) = &mut self.leg {
                ready!(Pin::new(leg).poll(cx));
                self.leg = None;
            }
            match self.state {
                0 => {
                    self.post.note("write the letter");
                    self.leg = Some(self.post.by_bicycle());
                }
                1 => {
                    self.post.note("sort the letter");
                    self.leg = Some(self.post.by_train());
                }
                _ => {
                    self.post.note("deliver the letter");
                    return Poll::Ready("delivered");
                }
            }
            self.state += 1;
        }
    }
}
