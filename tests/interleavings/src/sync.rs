//! What the steps use of `std::sync`.

use std::cell::{Cell, UnsafeCell};
use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr;
use std::sync::Arc as StdArc;

pub use loom::sync::atomic;
/// The standard library's own: what is made once, and never changed, orders nothing
/// else in a model. (In a static it is the same in all its orders.)
pub use std::sync::LazyLock;

use self::atomic::{AtomicUsize, Ordering, fence};

thread_local! {
    /// The values of this test that are behind an [`Arc`]. Loom runs all threads of
    /// a model on one thread of the system, so this one counts for all of them.
    static LIVING: Cell<usize> = const { Cell::new(0) };
}

/// How many values are alive behind an [`Arc`].
#[must_use]
pub fn living() -> usize {
    LIVING.get()
}

/// `std::sync::Arc`: the last one that is dropped drops the value.
///
/// That the standard library counts correctly is taken for granted: to clone is no
/// step of the model. To drop is one once there is a [`Weak`], since then it matters
/// when it happens.
pub struct Arc<T> {
    shared: StdArc<Shared<T>>,
}

/// `std::sync::Weak`: gives an [`Arc`] as long as there is one.
pub struct Weak<T> {
    shared: Option<StdArc<Shared<T>>>,
}

struct Shared<T> {
    value: UnsafeCell<ManuallyDrop<T>>,
    /// How many `Arc`s there are. Threads of a model never run at the same time.
    strong: Cell<usize>,
    /// There is, or was, a `Weak`.
    watched: Cell<bool>,
    /// What loom sees of the count: each drop and each upgrade is a write to it.
    changes: AtomicUsize,
}

// SAFETY: as for `std::sync::Arc`; the cells are only used by the thread that loom
// lets run, and it lets one run at a time.
unsafe impl<T: Send + Sync> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// A moment at which other threads may come first.
    fn change(&self, ordering: Ordering) {
        if self.watched.get() {
            self.changes.fetch_add(1, ordering);
        }
    }
}

impl<T> Arc<T> {
    /// Puts a value behind the first `Arc`.
    pub fn new(value: T) -> Self {
        LIVING.set(LIVING.get() + 1);
        let shared = Shared {
            value: UnsafeCell::new(ManuallyDrop::new(value)),
            strong: Cell::new(1),
            watched: Cell::new(false),
            changes: AtomicUsize::new(0),
        };
        Self { shared: StdArc::new(shared) }
    }

    /// Makes a [`Weak`] for the same value.
    #[must_use]
    pub fn downgrade(this: &Self) -> Weak<T> {
        this.shared.watched.set(true);
        Weak { shared: Some(StdArc::clone(&this.shared)) }
    }

    /// Whether both are for the same value.
    #[must_use]
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        StdArc::ptr_eq(&this.shared, &other.shared)
    }

    /// Where the value is.
    #[must_use]
    pub fn as_ptr(this: &Self) -> *const T {
        this.shared.value.get().cast()
    }

    pub(crate) fn into_raw(this: Self) -> *const () {
        StdArc::as_ptr(&ManuallyDrop::new(this).shared).cast()
    }

    /// # Safety
    ///
    /// The pointer is from `into_raw` for the same `T`, and is used up.
    pub(crate) unsafe fn from_raw(pointer: *const ()) -> Self {
        // SAFETY: `into_raw` forgot the `Arc` that this is again.
        Self { shared: unsafe { StdArc::from_raw(pointer.cast()) } }
    }
}

impl<T> Clone for Arc<T> {
    fn clone(&self) -> Self {
        self.shared.strong.set(self.shared.strong.get() + 1);
        Self { shared: StdArc::clone(&self.shared) }
    }
}

impl<T: Default> Default for Arc<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Drop for Arc<T> {
    fn drop(&mut self) {
        // Release and Acquire: as in the standard library, the last drop sees what
        // came before the others.
        self.shared.change(Ordering::Release);
        self.shared.strong.set(self.shared.strong.get() - 1);
        if self.shared.strong.get() == 0 {
            fence(Ordering::Acquire);
            LIVING.set(LIVING.get() - 1);
            // SAFETY: this was the last `Arc`, and a `Weak` gives no more of them.
            unsafe { ManuallyDrop::drop(&mut *self.shared.value.get()) }
        }
    }
}

impl<T> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value lives as long as there is an `Arc`, and here is one.
        unsafe { &*self.shared.value.get() }
    }
}

impl<T> Weak<T> {
    /// Makes one that is for nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { shared: None }
    }

    /// Gives an [`Arc`], unless the last one is gone.
    #[must_use]
    pub fn upgrade(&self) -> Option<Arc<T>> {
        let shared = self.shared.as_ref()?;
        shared.change(Ordering::Acquire);
        if shared.strong.get() == 0 {
            return None;
        }
        shared.strong.set(shared.strong.get() + 1);
        Some(Arc { shared: StdArc::clone(shared) })
    }

    /// Where the value is, or was.
    #[must_use]
    pub fn as_ptr(&self) -> *const T {
        self.shared.as_ref().map_or(ptr::null(), |shared| shared.value.get().cast())
    }

    /// How many [`Arc`]s there are.
    #[must_use]
    pub fn strong_count(&self) -> usize {
        self.shared.as_ref().map_or(0, |shared| {
            shared.change(Ordering::Relaxed);
            shared.strong.get()
        })
    }

    /// Whether both are for the same value.
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        match (&self.shared, &other.shared) {
            (Some(shared), Some(other)) => StdArc::ptr_eq(shared, other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T> Clone for Weak<T> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

impl<T> Default for Weak<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for Arc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> fmt::Debug for Weak<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(Weak)")
    }
}
