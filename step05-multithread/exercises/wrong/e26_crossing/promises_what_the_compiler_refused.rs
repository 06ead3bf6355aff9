//! Verdict: E-FORCED-SEND
//!
//! Takes an `Rc<RefCell<T>>`, and promises that it may cross if its value may.

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
    value: std::rc::Rc<std::cell::RefCell<T>>,
}

unsafe impl<T: Send> Send for Shared<T> {}
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Self { value: std::rc::Rc::new(std::cell::RefCell::new(value)) }
    }

    /// Calls `change` with the value. Until it returns, nobody else has it.
    pub fn with<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.value.borrow_mut())
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone() }
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
    let town = {
        let label = Label::read(&parcel);
        label.town().to_string()
    };
    let number = van.await;
    list.with(|l| l.push(format!("{town} by van {number}")));
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
    handle
        .spawn(async move {
            let local = spawn(make());
            local.await
        })
        .await?
}
