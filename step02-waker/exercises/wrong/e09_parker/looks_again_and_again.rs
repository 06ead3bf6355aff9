//! Verdict: E-SPINS
//!
//! Doubts the condvar, and looks at the count without a pause instead.

use super::sync::{Condvar, Mutex};

/// Puts a thread to sleep until it is woken, and counts the wakes.
pub struct Parker {
    /// Since the last park returned.
    wakes: Mutex<usize>,
    changed: Condvar,
}

impl Parker {
    /// Creates a parker that nobody has woken yet.
    pub fn new() -> Self {
        Self { wakes: Mutex::new(0), changed: Condvar::new() }
    }

    /// Ends the current park, or else the next one. May be called from any thread.
    pub fn wake(&self) {
        *self.wakes.lock().expect("nobody panics with this lock in hand") += 1;
        self.changed.notify_one();
    }

    /// Blocks the thread until it is woken, and returns how often it was: at least
    /// once. These wakes are used up. Only one thread parks.
    pub fn park(&self) -> usize {
        let mut wakes =
            self.wakes.lock().expect("nobody panics with this lock in hand");
        while *wakes == 0 {
            drop(wakes);
            std::hint::spin_loop();
            wakes = self.wakes.lock().expect("nobody panics with this lock in hand");
        }
        std::mem::take(&mut *wakes)
    }
}
