//! Something that must not be lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A value that tells its [`Watch`] when it is dropped.
#[derive(Debug)]
pub struct Precious(Arc<AtomicUsize>);

/// Counts how often the [`Precious`] was dropped. It is no part of the model: to
/// know of a drop orders nothing.
#[derive(Clone, Debug)]
pub struct Watch(Arc<AtomicUsize>);

impl Precious {
    /// Makes a value, and what watches it.
    #[must_use]
    pub fn new() -> (Self, Watch) {
        let drops = Arc::new(AtomicUsize::new(0));
        (Self(Arc::clone(&drops)), Watch(drops))
    }
}

impl Drop for Precious {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Watch {
    /// How often it was dropped.
    #[must_use]
    pub fn drops(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}
