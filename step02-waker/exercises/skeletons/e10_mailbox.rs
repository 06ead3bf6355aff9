//! Exercise 10: a mailbox, a channel with one place.
//!
//! One half puts letters in, the other takes them out, and there is room for one. Unlike
//! in step 2's `oneshot`, many letters go through, one after the other. So either half
//! may have to wait: the reader for a letter, the writer for the place.
//!
//! Write all of it. You decide what the halves share, and you need an `impl Drop` for
//! each: a half that goes away changes the answer for the one that stays. Inside an
//! `async fn`, `std::future::poll_fn` gives you the `Context`.
//!
//! Reread "The one idea" in step 2, and its `oneshot.rs`. Check it with
//! `cargo learn check e10_mailbox`.

use std::marker::PhantomData;

/// Creates a mailbox. It is empty. The halves may be on different threads.
pub fn mailbox<T>() -> (Writer<T>, Reader<T>) {
    todo!()
}

/// The half that puts letters in.
pub struct Writer<T> {
    your_fields: PhantomData<T>,
}

impl<T> Writer<T> {
    /// Waits until the mailbox is empty, and puts `letter` in.
    ///
    /// # Errors
    ///
    /// Gives the letter back when the reader is gone: nobody would ever take it.
    pub async fn send(&mut self, letter: T) -> Result<(), T> {
        todo!()
    }
}

/// The half that takes letters out. When it goes away, a letter that it has not taken
/// goes with it.
pub struct Reader<T> {
    your_fields: PhantomData<T>,
}

impl<T> Reader<T> {
    /// Waits until there is a letter, and takes it. `None` when the writer is gone and
    /// there is no letter left.
    pub async fn receive(&mut self) -> Option<T> {
        todo!()
    }
}
