//! Exercise 26: what may cross.
//!
//! A task for another loop has to travel there, so it must be `Send`. A task at home
//! never travels, and may hold an `Rc`. Here are three ways to live with that:
//! - what several loops use crosses behind a lock (`Shared`);
//! - of what can't cross, take with you what can (`load`);
//! - what can't cross at all is made over there (`there`).
//!
//! Write the three. `Label` is given, and stays as it is. Where you aren't sure what may
//! cross, ask the compiler: it says which value is held across which `await`.
//!
//! Reread `book/src/step05.md#loop`. Check it with `cargo learn check e26_crossing`.

use std::rc::Rc;

use step05_multithread::{Handle, JoinError, spawn};

/// What is written on a parcel. It comes from a library for one thread. (Given.)
pub struct Label {
    town: Rc<str>,
}

impl Label {
    /// Reads the label of a parcel: `"Ana, Lisbon"`.
    pub fn read(parcel: &str) -> Self {
        let (_, town) = parcel.rsplit_once(", ").unwrap_or_default();
        Self { town: town.into() }
    }

    /// Where the parcel goes.
    pub fn town(&self) -> &str {
        &self.town
    }
}

/// One value for tasks of several loops. Clones are the same value.
pub struct Shared<T> {
    // Yours to fill. (It has to have a `T` somewhere, or it doesn't compile.)
    value: T,
}

impl<T> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        todo!()
    }

    /// Calls `change` with the value. Until it returns, nobody else has it.
    pub fn with<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        todo!()
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        todo!()
    }
}

/// Waits for a van, which has a number, and then writes in the list where the parcel
/// goes: `"Lisbon by van 7"`. Reads the label by `Label::read`.
///
/// Where `van` may cross, this may.
pub async fn load(
    parcel: String,
    van: impl Future<Output = u32>,
    list: Shared<Vec<String>>,
) {
    todo!()
}

/// Runs a future on another loop, though it can't go there: `make` goes, and makes it
/// there. Returns the future's output.
///
/// # Errors
///
/// As a join handle: when the future panics over there, or its loop is gone.
pub async fn there<T, F>(
    handle: Handle,
    make: impl FnOnce() -> F + Send + 'static,
) -> Result<T, JoinError>
where
    T: Send + 'static,
    F: Future<Output = T> + 'static,
{
    todo!()
}
