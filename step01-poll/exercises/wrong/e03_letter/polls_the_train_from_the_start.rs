//! Verdict: E-ONE-STEP
//!
//! Sets both legs off at once, as if two awaits in a row were a join.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::post::{Leg, Post};

pub enum Letter {
    Unpolled(Post),
    OnItsWay(Option<Leg>, Option<Leg>, Post),
    Delivered,
}

impl Letter {
    pub fn new(post: Post) -> Self {
        Self::Unpolled(post)
    }
}

impl Future for Letter {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        if let Self::Unpolled(post) = &*self {
            post.note("write the letter");
            let post = post.clone();
            let (bicycle, train) = (post.by_bicycle(), post.by_train());
            *self = Self::OnItsWay(Some(bicycle), Some(train), post);
        }
        let Self::OnItsWay(bicycle, train, post) = &mut *self else {
            unreachable!()
        };
        if let Some(leg) = bicycle {
            ready!(Pin::new(leg).poll(cx));
            *bicycle = None;
            post.note("sort the letter");
        }
        if let Some(leg) = train {
            ready!(Pin::new(leg).poll(cx));
            *train = None;
        }
        post.note("deliver the letter");
        *self = Self::Delivered;
        Poll::Ready("delivered")
    }
}
