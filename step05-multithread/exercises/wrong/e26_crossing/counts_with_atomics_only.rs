//! Verdict: E-NOT-SEND
//!
//! Takes `Arc` for what makes a value safe to share. It counts its clones safely; who
//! changes the value is another question.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use step05_multithread::{Handle, JoinError, spawn};
pub struct Label {
    town: Rc<str>,
}

impl Label {
    pub fn read(parcel: &str) -> Self {
        let (_, town) = parcel.rsplit_once(", ").unwrap_or_default();
        Self { town: town.into() }
    }
    pub fn town(&self) -> &str {
        &self.town
    }
}
pub struct Shared<T> {
    value: Arc<RefCell<T>>,
}

impl<T> Shared<T> {
    pub fn new(value: T) -> Self {
        Self { value: Arc::new(RefCell::new(value)) }
    }
    pub fn with<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.value.borrow_mut())
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value) }
    }
}
pub async fn load(
    parcel: String,
    van: impl Future<Output = u32>,
    list: Shared<Vec<String>>,
) {
    let town = Label::read(&parcel).town().to_owned();
    let van = van.await;
    list.with(|list| list.push(format!("{town} by van {van}")));
}
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
