//! Verdict: E-KEPT-TOO-LONG
//!
//! Puts the old leg away when the new state is written, which is after the next line.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::post::{Leg, Post};

/// A letter on its way.
pub enum Letter {
    /// Nothing has happened yet.
    Unpolled(Post),
    /// It stands still at the first `await`.
    OnABicycle(Leg, Post),
    /// It stands still at the second.
    OnATrain(Leg, Post),
    /// It has returned.
    Delivered,
}

impl Letter {
    /// The call of `letter`: as with any `async fn`, nothing has happened yet.
    pub fn new(post: Post) -> Self {
        Self::Unpolled(post)
    }
}

impl Future for Letter {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        loop {
            match &mut *self {
                Self::Unpolled(post) => {
                    post.note("write the letter");
                    let leg = post.by_bicycle();
                    let post = post.clone();
                    *self = Self::OnABicycle(leg, post);
                }
                Self::OnABicycle(leg, _) => {
                    ready!(Pin::new(leg).poll(cx));
                    let Self::OnABicycle(_, post) = &*self else { unreachable!() };
                    let post = post.clone();
                    post.note("sort the letter");
                    let leg = post.by_train();
                    *self = Self::OnATrain(leg, post);
                }
                Self::OnATrain(leg, _) => {
                    ready!(Pin::new(leg).poll(cx));
                    let post = self.as_mut().put_away();
                    post.note("deliver the letter");
                    return Poll::Ready("delivered");
                }
                Self::Delivered => panic!("`Letter` was polled after it was ready"),
            }
        }
    }
}

impl Letter {
    /// Drops what was awaited, and keeps the post for the lines that follow.
    fn put_away(mut self: Pin<&mut Self>) -> Post {
        match std::mem::replace(&mut *self, Self::Delivered) {
            Self::OnABicycle(_leg, post) | Self::OnATrain(_leg, post) => post,
            Self::Unpolled(_) | Self::Delivered => unreachable!("it awaits a leg"),
        }
    }
}
