//! Exercise 3: what the compiler makes of an `async fn`.
//!
//! This is the program:
//!
//! ```ignore
//! pub async fn letter(post: Post) -> &'static str {
//!     post.note("write the letter");
//!     post.by_bicycle().await;
//!     post.note("sort the letter");
//!     post.by_train().await;
//!     post.note("deliver the letter");
//!     "delivered"
//! }
//! ```
//!
//! Write it without `async` and `await`: as an enum with a variant for each place where
//! it can stand still. It has to do the same, in the same order, whoever polls it and
//! whenever it is dropped.
//!
//! Write the enum and its `poll`; `Post` and `Leg` are given. Reread "The one idea" in
//! step 1. Check it with `cargo learn check e03_letter`.

use std::pin::Pin;
use std::task::{Context, Poll};

// What is given. `Post` has the three calls from above, and writes down who makes them.
// `by_bicycle()` and `by_train()` each return a `Leg`: a future like any other, that may
// be moved between two polls.
use super::post::{Leg, Post};

/// A letter on its way.
pub enum Letter {
    // Where can it stand still, and what does it hold there?
}

impl Letter {
    /// The call of `letter`: as with any `async fn`, nothing has happened yet.
    pub fn new(post: Post) -> Self {
        todo!()
    }
}

impl Future for Letter {
    type Output = &'static str;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        todo!()
    }
}
