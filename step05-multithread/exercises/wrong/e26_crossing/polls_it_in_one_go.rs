//! Verdict: E-BLOCKS-LOOP
//!
//! Polls the local future again and again in one poll of its task, so that it needn't be
//! held across an `await`. The other tasks of the loop have no turn.

use std::pin::pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use step05_multithread::{Handle, JoinError};
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
    value: Arc<Mutex<T>>,
}

impl<T> Shared<T> {
    pub fn new(value: T) -> Self {
        Self { value: Arc::new(Mutex::new(value)) }
    }
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
    let polls = async move {
        let mut future = pin!(make());
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                return output;
            }
            std::thread::yield_now();
        }
    };
    handle.spawn(polls).await
}
