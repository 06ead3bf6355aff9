//! Exercise 11: a waker by hand.
//!
//! Under `Waker` there are a pointer and four functions. For a type that implements
//! `Wake`, the standard library writes them. Here you write them yourself, so that any
//! function can be a waker: to wake is to call it.
//!
//! Step 2's example `raw_waker` does it for one type, with a `static` table. Yours has to
//! do it for every `F`, so its table depends on `F`: make it an associated constant of
//! something generic, or an inline `const { … }`.
//!
//! This takes `unsafe`. Write a `// SAFETY:` comment at each, and say in it who owns the
//! reference that the pointer stands for: then the counts come out right by themselves.
//!
//! Reread "Run it" in step 2. Check it with `cargo learn check e11_raw_waker`.

use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// Makes a waker that rings `bell`: each wake calls it once.
///
/// The waker owns the reference it is made from. Each clone owns one of its own. To
/// drop a waker gives its reference back, and so does `wake`, but `wake_by_ref` doesn't.
pub fn waker_of<F>(bell: Arc<F>) -> Waker
where
    F: Fn() + Send + Sync + 'static,
{
    todo!()
}
