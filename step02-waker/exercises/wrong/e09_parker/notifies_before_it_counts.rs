//! Verdict: E-LOST-WAKE
//!
//! Rouses the sleeper first, which finds nothing and sleeps on.

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
        self.changed.notify_one();
        *self.wakes.lock().expect("nobody panics with this lock in hand") += 1;
    }

    /// Blocks the thread until it is woken, and returns how often it was: at least
    /// once. These wakes are used up. Only one thread parks.
    pub fn park(&self) -> usize {
        let mut wakes =
            self.wakes.lock().expect("nobody panics with this lock in hand");
        while *wakes == 0 {
            wakes = self
                .changed
                .wait(wakes)
                .expect("nobody panics with this lock in hand");
        }
        std::mem::take(&mut *wakes)
    }
}
