//! The learner's file once more, with loom's locks.

#[allow(dead_code, unused_imports)]
pub(super) mod sync {
    pub(crate) use std::sync::{LockResult, PoisonError};

    pub(crate) use loom::sync::{Arc, Mutex, MutexGuard, RwLock, atomic};

    /// loom's, and what the standard library's can do besides.
    pub(crate) struct Condvar(loom::sync::Condvar);

    /// Whether the next `wait` returns although nobody has notified it, as one may.
    pub(crate) static RETURNS_BY_ITSELF: std::sync::atomic::AtomicBool =
        std::sync::atomic::AtomicBool::new(false);

    impl Condvar {
        pub(crate) fn new() -> Self {
            Self(loom::sync::Condvar::new())
        }

        pub(crate) fn wait<'a, T>(
            &self,
            guard: MutexGuard<'a, T>,
        ) -> LockResult<MutexGuard<'a, T>> {
            if RETURNS_BY_ITSELF.swap(false, std::sync::atomic::Ordering::Relaxed) {
                return Ok(guard);
            }
            self.0.wait(guard)
        }

        pub(crate) fn wait_while<'a, T>(
            &self,
            mut guard: MutexGuard<'a, T>,
            mut condition: impl FnMut(&mut T) -> bool,
        ) -> LockResult<MutexGuard<'a, T>> {
            while condition(&mut guard) {
                guard = self.wait(guard)?;
            }
            Ok(guard)
        }

        pub(crate) fn notify_one(&self) {
            self.0.notify_one();
        }

        pub(crate) fn notify_all(&self) {
            self.0.notify_all();
        }
    }

    impl Default for Condvar {
        fn default() -> Self {
            Self::new()
        }
    }
}

#[allow(
    clippy::duplicate_mod,
    dead_code,
    unreachable_pub,
    unused_imports,
    unused_variables
)]
#[path = "../../e25_wake_across.rs"]
pub(super) mod exercise;
