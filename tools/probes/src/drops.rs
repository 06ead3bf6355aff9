use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{Describe, register};

/// Counts what is dropped.
///
/// ```
/// let letters = probes::DropCounter::new("letters");
/// let guard = letters.guard();
/// let future = async move {
///     let _letter = guard;
/// };
/// assert_eq!((letters.alive(), letters.drops()), (1, 0));
/// drop(future);
/// assert_eq!((letters.alive(), letters.drops()), (0, 1));
/// ```
#[derive(Debug)]
pub struct DropCounter {
    counts: Arc<Counts>,
}

/// Is counted while it lives, and when it is dropped.
#[derive(Debug)]
#[must_use = "it is dropped at once if nobody holds it"]
pub struct DropGuard {
    counts: Arc<Counts>,
}

#[derive(Debug)]
struct Counts {
    name: String,
    made: AtomicUsize,
    dropped: AtomicUsize,
}

impl DropCounter {
    /// Counts nothing so far.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        let counts = Arc::new(Counts {
            name: name.into(),
            made: AtomicUsize::new(0),
            dropped: AtomicUsize::new(0),
        });
        register(&counts);
        Self { counts }
    }

    /// One more to be counted: move it into what is watched.
    pub fn guard(&self) -> DropGuard {
        // Relaxed: only the sum counts.
        self.counts.made.fetch_add(1, Ordering::Relaxed);
        DropGuard { counts: self.counts.clone() }
    }

    /// How many guards were dropped.
    #[must_use]
    pub fn drops(&self) -> usize {
        // Acquire: pairs with the Release in `DropGuard::drop`.
        self.counts.dropped.load(Ordering::Acquire)
    }

    /// How many guards are alive.
    #[must_use]
    pub fn alive(&self) -> usize {
        self.counts.made.load(Ordering::Relaxed) - self.drops()
    }
}

impl Drop for DropGuard {
    fn drop(&mut self) {
        // Release: pairs with the Acquire in `DropCounter::drops`.
        self.counts.dropped.fetch_add(1, Ordering::Release);
    }
}

impl Describe for Counts {
    fn describe(&self) -> Option<String> {
        let made = self.made.load(Ordering::Relaxed);
        let dropped = self.dropped.load(Ordering::Acquire);
        (made > 0).then(|| format!("{}: {dropped} of {made} dropped", self.name))
    }
}
