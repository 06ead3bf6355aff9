//! Verdict: E-UNWIND-COUNT
//!
//! Gives the reference back in a line of its own, which a panic skips.

use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// Makes a waker that rings `bell`: each wake calls it once.
pub fn waker_of<F>(bell: Arc<F>) -> Waker
where
    F: Fn() + Send + Sync + 'static,
{
    // SAFETY: the functions keep the contract, as is said at each.
    unsafe { Waker::from_raw(raw(Arc::into_raw(bell))) }
}

/// `bell` comes from `Arc::into_raw`, and stands for a reference that the waker owns.
fn raw<F: Fn() + Send + Sync + 'static>(bell: *const F) -> RawWaker {
    let table = const {
        &RawWakerVTable::new(
            |data| {
                // SAFETY: the waker owns a reference; the clone gets one more.
                unsafe { Arc::increment_strong_count(data.cast::<F>()) };
                raw(data.cast::<F>())
            },
            |data| {
                let bell = unsafe { &*data.cast::<F>() };
                bell();
                unsafe { Arc::decrement_strong_count(data.cast::<F>()) };
            },
            |data| {
                // SAFETY: the waker owns a reference as long as we have it.
                let bell = unsafe { &*data.cast::<F>() };
                bell();
            },
            |data| {
                // SAFETY: the waker is gone, and nobody else gives its reference back.
                unsafe { Arc::decrement_strong_count(data.cast::<F>()) };
            },
        )
    };
    RawWaker::new(bell.cast(), table)
}
