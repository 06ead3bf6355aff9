//! Exercise 26: what may cross.

use std::rc::Rc;
use std::sync::{Arc, Mutex};

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
    value: Arc<Mutex<T>>,
}

impl<T> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Self { value: Arc::new(Mutex::new(value)) }
    }

    /// Calls `change` with the value. Until it returns, nobody else has it.
    pub fn with<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.value.lock().expect("no change has panicked");
        change(&mut value)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value) }
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
    // The label is dropped at the end of this line; the name of the town may cross.
    let town = Label::read(&parcel).town().to_owned();
    let van = van.await;
    list.with(|list| list.push(format!("{town} by van {van}")));
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
    handle.spawn(async move { spawn(make()).await }).await?
}
