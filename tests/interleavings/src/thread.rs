//! What the steps use of `std::thread`.

use std::cell::{Cell, RefCell};
use std::time::Duration;

pub use loom::thread::{Builder, JoinHandle, spawn};

/// `std::thread::sleep`, for code that no model runs.
pub fn sleep(_duration: Duration) {
    unreachable!("no time passes in a model, so none of them blocks a thread");
}

/// `std::thread::LocalKey`: one value for each thread of the model.
#[derive(Debug)]
pub struct LocalKey<T: 'static> {
    #[doc(hidden)]
    pub key: &'static loom::thread::LocalKey<T>,
}

impl<T> LocalKey<T> {
    /// Calls `f` with this thread's value.
    pub fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        self.key.with(f)
    }

    /// Calls `f` with this thread's value.
    ///
    /// # Errors
    ///
    /// When the thread is ending, and the value gone.
    pub fn try_with<R>(
        &'static self,
        f: impl FnOnce(&T) -> R,
    ) -> Result<R, AccessError> {
        self.key.try_with(f).map_err(|_ending| AccessError)
    }
}

/// `std::thread::AccessError`: the value is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessError;

impl<T> LocalKey<Cell<T>> {
    /// Returns this thread's value.
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.key.with(Cell::get)
    }

    /// Sets this thread's value.
    pub fn set(&'static self, value: T) {
        self.key.with(|cell| cell.set(value));
    }

    /// Sets this thread's value, and returns what it was.
    pub fn replace(&'static self, value: T) -> T {
        self.key.with(|cell| cell.replace(value))
    }
}

impl<T> LocalKey<RefCell<T>> {
    /// Calls `f` with this thread's value, which nobody else borrows meanwhile.
    pub fn with_borrow_mut<R>(&'static self, f: impl FnOnce(&mut T) -> R) -> R {
        self.key.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Sets this thread's value, and returns what it was.
    pub fn replace(&'static self, value: T) -> T {
        self.key.with(|cell| cell.replace(value))
    }
}

/// `std::thread_local!`.
#[macro_export]
macro_rules! thread_local {
    ($(
        $(#[$attribute:meta])* $vis:vis static $name:ident: $type:ty = $init:expr;
    )+) => {
        $(
            $(#[$attribute])*
            $vis static $name: $crate::thread::LocalKey<$type> =
                $crate::thread::LocalKey {
                    key: {
                        $crate::loom::thread_local! { static KEY: $type = $init; }
                        &KEY
                    },
                };
        )+
    };
}
