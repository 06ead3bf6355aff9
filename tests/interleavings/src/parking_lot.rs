//! What the steps use of `parking_lot`: loom's locks, without poisoning.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub use loom::sync::{RwLockReadGuard, RwLockWriteGuard};

use crate::deadline;

/// `parking_lot::Mutex`.
#[derive(Default)]
pub struct Mutex<T>(loom::sync::Mutex<T>);

/// What [`Mutex::lock`] returns.
pub struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
    /// `None` while a [`Condvar`] has it.
    locked: Option<loom::sync::MutexGuard<'a, T>>,
}

const LOCKED: &str =
    "only a condition variable takes the lock out, and puts it back";
const NOT_POISONED: &str = "a panic ends the model";

impl<T> Mutex<T> {
    /// Makes an open lock around a value.
    pub fn new(value: T) -> Self {
        Self(loom::sync::Mutex::new(value))
    }

    /// Waits for the lock.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        MutexGuard { mutex: self, locked: Some(self.0.lock().expect(NOT_POISONED)) }
    }

    /// Borrows the value, which nobody else can then.
    pub fn get_mut(&mut self) -> &mut T {
        self.0.get_mut().expect(NOT_POISONED)
    }

    /// Gives the value back.
    pub fn into_inner(self) -> T {
        self.0.into_inner().expect(NOT_POISONED)
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.locked.as_ref().expect(LOCKED)
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.locked.as_mut().expect(LOCKED)
    }
}

/// `parking_lot::Condvar`. It wakes whoever has waited longest, and never by itself.
#[derive(Debug, Default)]
pub struct Condvar {
    condvar: loom::sync::Condvar,
    /// How many wait and weren't notified. No part of the model: it is only there to
    /// answer who notifies with the lock held, so that nobody is just about to wait.
    waiting: AtomicUsize,
}

impl Condvar {
    /// Makes one that nobody waits for.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens the lock and waits, in one step.
    pub fn wait<T>(&self, guard: &mut MutexGuard<'_, T>) {
        let locked = guard.locked.take().expect(LOCKED);
        self.waiting.fetch_add(1, Ordering::Relaxed);
        guard.locked = Some(self.condvar.wait(locked).expect(NOT_POISONED));
    }

    /// As [`wait`](Self::wait), unless a deadline passes now: see [`deadline`].
    pub fn wait_until<T>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        _deadline: Instant,
    ) -> WaitTimeoutResult {
        let timed_out = deadline::passes();
        if timed_out {
            guard.locked = None;
            guard.locked = Some(guard.mutex.0.lock().expect(NOT_POISONED));
        } else {
            self.wait(guard);
        }
        WaitTimeoutResult(timed_out)
    }

    /// As [`wait_until`](Self::wait_until).
    pub fn wait_for<T>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        _limit: Duration,
    ) -> WaitTimeoutResult {
        self.wait_until(guard, Instant::now())
    }

    /// Wakes one who waits. Returns whether there was one, to somebody who has the
    /// lock.
    pub fn notify_one(&self) -> bool {
        self.condvar.notify_one();
        let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
        self.waiting.fetch_update(set, fetch, |n| n.checked_sub(1)).is_ok()
    }

    /// Wakes all who wait.
    pub fn notify_all(&self) {
        self.condvar.notify_all();
        self.waiting.store(0, Ordering::Relaxed);
    }
}

/// How a wait with a deadline ended.
#[derive(Clone, Copy, Debug)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether nobody has notified it.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

/// `parking_lot::RwLock`.
#[derive(Debug)]
pub struct RwLock<T>(loom::sync::RwLock<T>);

impl<T> RwLock<T> {
    /// Makes an open lock around a value.
    pub fn new(value: T) -> Self {
        Self(loom::sync::RwLock::new(value))
    }

    /// Waits until nobody writes.
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        self.0.read().expect(NOT_POISONED)
    }

    /// Waits until nobody reads or writes.
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.0.write().expect(NOT_POISONED)
    }
}

impl<T> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MutexGuard").finish_non_exhaustive()
    }
}
