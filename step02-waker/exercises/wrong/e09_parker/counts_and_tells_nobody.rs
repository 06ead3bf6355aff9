//! Verdict: E-UNPARK
//!
//! Counts the wake, and takes it that a sleeper sees that by itself.

use super::sync::{Condvar, Mutex};
pub struct Parker {
    wakes: Mutex<usize>,
    changed: Condvar,
}
impl Parker {
    pub fn new() -> Self {
        Self { wakes: Mutex::new(0), changed: Condvar::new() }
    }
    pub fn wake(&self) {
        *self.wakes.lock().unwrap() += 1;
    }
    pub fn park(&self) -> usize {
        let mut wakes = self.wakes.lock().unwrap();
        while *wakes == 0 {
            wakes = self.changed.wait(wakes).unwrap();
        }
        std::mem::take(&mut *wakes)
    }
}
