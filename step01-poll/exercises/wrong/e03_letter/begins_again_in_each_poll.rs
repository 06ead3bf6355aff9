//! Verdict: E-STATE-FORGOTTEN
//!
//! Makes the leg in `poll`, and doesn't keep it: each poll starts from the top.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::post::Post;

pub enum Letter {
    Written(Post),
}

impl Letter {
    pub fn new(post: Post) -> Self {
        Self::Written(post)
    }
}

impl Future for Letter {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        let Self::Written(post) = &*self;
        post.note("write the letter");
        let mut leg = post.by_bicycle();
        ready!(Pin::new(&mut leg).poll(cx));
        post.note("sort the letter");
        ready!(Pin::new(&mut post.by_train()).poll(cx));
        post.note("deliver the letter");
        Poll::Ready("delivered")
    }
}
