//! What the steps use of `std::task`.

use std::mem::ManuallyDrop;

pub use std::task::*;

use crate::sync::Arc;

/// `std::task::Wake`, for the modelled [`Arc`]. A method's receiver can't be one, so
/// these are functions, and `build/main.rs` calls their first parameter `this`.
pub trait Wake: Sized + Send + Sync + 'static {
    /// Wakes, and uses up the `Arc`.
    fn wake(this: Arc<Self>);

    /// Wakes.
    fn wake_by_ref(this: &Arc<Self>);
}

impl<W: Wake> Arc<W> {
    /// [`Wake::wake_by_ref`], called as a method.
    pub fn wake_by_ref(&self) {
        W::wake_by_ref(self);
    }
}

impl<W: Wake> From<Arc<W>> for Waker {
    fn from(wake: Arc<W>) -> Self {
        // SAFETY: the functions keep the contract of `RawWaker`; the pointer stands
        // for one `Arc`, which `wake` and `drop` use up and `clone` adds to.
        unsafe { Waker::from_raw(raw(wake)) }
    }
}

fn raw<W: Wake>(wake: Arc<W>) -> RawWaker {
    RawWaker::new(Arc::into_raw(wake), vtable::<W>())
}

fn vtable<W: Wake>() -> &'static RawWakerVTable {
    // In each of them, the data is what `raw` made, for the same `W`; and the
    // standard library calls either `wake` or `drop`, once, and last.
    &const {
        RawWakerVTable::new(
            // SAFETY: see above.
            |data| raw(Arc::clone(&*unsafe { borrow::<W>(data) })),
            // SAFETY: see above.
            |data| W::wake(unsafe { Arc::from_raw(data) }),
            // SAFETY: see above.
            |data| W::wake_by_ref(&*unsafe { borrow(data) }),
            // SAFETY: see above.
            |data| drop(unsafe { Arc::<W>::from_raw(data) }),
        )
    }
}

/// # Safety
///
/// The pointer is from `Arc::into_raw` for the same `W`, and not used up meanwhile.
unsafe fn borrow<W>(data: *const ()) -> ManuallyDrop<Arc<W>> {
    // SAFETY: the caller's promise; it isn't used up, since it is never dropped.
    ManuallyDrop::new(unsafe { Arc::from_raw(data) })
}
