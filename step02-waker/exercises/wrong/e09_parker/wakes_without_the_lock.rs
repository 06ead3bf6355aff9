//! Verdict: E-LOST-WAKE
//!
//! Believes that an atomic needs no lock, so that `wake` has no use for one.

use super::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use super::sync::{Condvar, Mutex};

/// Puts a thread to sleep until it is woken, and counts the wakes.
pub struct Parker {
    /// Since the last park returned.
    wakes: AtomicUsize,
    /// Held from the look at `wakes` until the thread sleeps.
    lock: Mutex<()>,
    changed: Condvar,
}

impl Parker {
    /// Creates a parker that nobody has woken yet.
    pub fn new() -> Self {
        Self {
            wakes: AtomicUsize::new(0),
            lock: Mutex::new(()),
            changed: Condvar::new(),
        }
    }

    /// Ends the current park, or else the next one. May be called from any thread.
    pub fn wake(&self) {
        self.wakes.fetch_add(1, SeqCst);
        self.changed.notify_one();
    }

    /// Blocks the thread until it is woken, and returns how often it was: at least
    /// once. These wakes are used up. Only one thread parks.
    pub fn park(&self) -> usize {
        let mut lock = self.lock.lock().unwrap();
        loop {
            let wakes = self.wakes.swap(0, SeqCst);
            if wakes > 0 {
                return wakes;
            }
            lock = self.changed.wait(lock).unwrap();
        }
    }
}
