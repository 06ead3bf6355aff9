//! Verdict: E-NOT-WOKEN
//!
//! Puts `drop` where `wake` belongs: all four but the first have the same type, and
//! nobody complains.

use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// Makes a waker that rings `bell`: each wake calls it once.
///
/// The waker owns the reference it is made from. Each clone owns one of its own. To
/// drop a waker gives its reference back, and so does `wake`, but `wake_by_ref` doesn't.
pub fn waker_of<F>(bell: Arc<F>) -> Waker
where
    F: Fn() + Send + Sync + 'static,
{
    // SAFETY: the four functions keep the contract of `RawWaker`, and may be called on
    // any thread since `F` is `Send` and `Sync`.
    unsafe { Waker::from_raw(Table::<F>::raw(bell)) }
}

/// The four functions for wakers of one type.
///
/// Their pointer always comes from [`Table::raw`]: it stands for one reference to an
/// `F`, and the waker that has the pointer owns that reference.
struct Table<F>(PhantomData<F>);

impl<F: Fn() + Send + Sync + 'static> Table<F> {
    const FUNCTIONS: RawWakerVTable = RawWakerVTable::new(
        Self::clone,
        Self::give_back,
        Self::wake_by_ref,
        Self::wake,
    );

    fn raw(bell: Arc<F>) -> RawWaker {
        RawWaker::new(Arc::into_raw(bell).cast(), &Self::FUNCTIONS)
    }

    /// # Safety
    ///
    /// `pointer` is that of a waker, which stays alive as long as what is returned.
    unsafe fn lent(pointer: *const ()) -> ManuallyDrop<Arc<F>> {
        // SAFETY: it comes from `raw`. The reference stays the waker's: nobody drops
        // ours, not even a panic.
        ManuallyDrop::new(unsafe { Arc::from_raw(pointer.cast()) })
    }

    unsafe fn clone(pointer: *const ()) -> RawWaker {
        // SAFETY: the waker that is cloned outlives this call.
        let bell = unsafe { Self::lent(pointer) };
        Self::raw(Arc::clone(&bell))
    }

    unsafe fn wake(pointer: *const ()) {
        // SAFETY: it comes from `raw`, and the waker is used up: its reference is ours.
        let bell: Arc<F> = unsafe { Arc::from_raw(pointer.cast()) };
        bell();
    }

    unsafe fn wake_by_ref(pointer: *const ()) {
        // SAFETY: the waker that is woken by reference outlives this call.
        let bell = unsafe { Self::lent(pointer) };
        bell();
    }

    unsafe fn give_back(pointer: *const ()) {
        // SAFETY: it comes from `raw`, and the waker is gone: its reference is ours.
        drop(unsafe { Arc::<F>::from_raw(pointer.cast()) });
    }
}
