//! Something that must not be lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use loom::cell::UnsafeCell;

/// A value that tells its [`Watch`] when it is dropped.
///
/// To drop it, and to write to it, is to touch memory; so loom wants it to be ordered
/// with whatever else is done to it.
#[derive(Debug)]
pub struct Precious {
    memory: UnsafeCell<()>,
    drops: Arc<AtomicUsize>,
}

// SAFETY: loom says when it is read and written at the same time.
unsafe impl Sync for Precious {}

/// Counts how often the [`Precious`] was dropped. It is no part of the model: to
/// know of a drop orders nothing.
#[derive(Clone, Debug)]
pub struct Watch(Arc<AtomicUsize>);

impl Precious {
    /// Makes a value, and what watches it.
    #[must_use]
    pub fn new() -> (Self, Watch) {
        let drops = Arc::new(AtomicUsize::new(0));
        let memory = UnsafeCell::new(());
        (Self { memory, drops: Arc::clone(&drops) }, Watch(drops))
    }

    /// Reads it.
    pub fn read(&self) {
        self.memory.with(|_memory| ());
    }

    /// Writes to it.
    pub fn write(&mut self) {
        self.memory.with_mut(|_memory| ());
    }
}

impl Drop for Precious {
    fn drop(&mut self) {
        self.write();
        self.drops.fetch_add(1, Ordering::Relaxed);
    }
}

impl Watch {
    /// How often it was dropped.
    #[must_use]
    pub fn drops(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}
