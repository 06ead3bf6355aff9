//! Verdict: E-ONE-STEP
//!
//! Takes `await` for a call that comes back when the work is done.

use std::pin::Pin;
use std::task::{Context, Poll};

use super::post::{Leg, Post};

pub enum Letter {
    Written(Post),
}

impl Letter {
    pub fn new(post: Post) -> Self {
        Self::Written(post)
    }
}

fn wait(mut leg: Leg, cx: &mut Context<'_>) {
    while Pin::new(&mut leg).poll(cx).is_pending() {}
}

impl Future for Letter {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        let Self::Written(post) = &*self;
        post.note("write the letter");
        wait(post.by_bicycle(), cx);
        post.note("sort the letter");
        wait(post.by_train(), cx);
        post.note("deliver the letter");
        Poll::Ready("delivered")
    }
}
