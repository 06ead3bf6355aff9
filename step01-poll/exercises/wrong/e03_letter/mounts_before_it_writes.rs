//! Verdict: E-OTHER-ORDER
//!
//! Calls `by_bicycle` first, to have it at hand, and writes the letter after that.

use super::post::{Leg, Post};
use std::pin::Pin;
use std::task::{Context, Poll};
pub enum Letter {
    Unsent(Post),
    Bicycle { leg: Leg, post: Post },
    Train { leg: Leg, post: Post },
    Delivered,
}
impl Letter {
    pub fn new(post: Post) -> Self {
        Letter::Unsent(post)
    }
}
impl Future for Letter {
    type Output = &'static str;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        loop {
            match std::mem::replace(&mut *self, Letter::Delivered) {
                Letter::Unsent(post) => {
                    let leg = post.by_bicycle();
                    post.note("write the letter");
                    *self = Letter::Bicycle { leg, post };
                }
                Letter::Bicycle { mut leg, post } => {
                    if Pin::new(&mut leg).poll(cx).is_pending() {
                        *self = Letter::Bicycle { leg, post };
                        return Poll::Pending;
                    }
                    drop(leg);
                    post.note("sort the letter");
                    *self = Letter::Train { leg: post.by_train(), post };
                }
                Letter::Train { mut leg, post } => {
                    if Pin::new(&mut leg).poll(cx).is_pending() {
                        *self = Letter::Train { leg, post };
                        return Poll::Pending;
                    }
                    drop(leg);
                    post.note("deliver the letter");
                    return Poll::Ready("delivered");
                }
                Letter::Delivered => panic!("polled after completion"),
            }
        }
    }
}
