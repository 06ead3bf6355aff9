//! Exercise 11: a waker by hand, whose pointer is that of a box for itself alone.

use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// Makes a waker that rings `bell`: each wake calls it once.
pub fn waker_of<F>(bell: Arc<F>) -> Waker
where
    F: Fn() + Send + Sync + 'static,
{
    // SAFETY: the functions keep the contract, as is said at each.
    unsafe { Waker::from_raw(boxed(bell)) }
}

type Bell = Arc<dyn Fn() + Send + Sync>;

/// No type to depend on: behind the pointer is always the same, a pointer to anything.
static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, remove);

/// The box belongs to the waker that is made from this.
fn boxed(bell: Bell) -> RawWaker {
    RawWaker::new(Box::into_raw(Box::new(bell)).cast_const().cast(), &TABLE)
}

unsafe fn clone(data: *const ()) -> RawWaker {
    // SAFETY: the box of the waker is alive as long as the waker.
    boxed(unsafe { &*data.cast::<Bell>() }.clone())
}

unsafe fn wake(data: *const ()) {
    // SAFETY: the waker is used up, so its box is ours.
    let bell = unsafe { Box::from_raw(data.cast_mut().cast::<Bell>()) };
    bell();
}

unsafe fn wake_by_ref(data: *const ()) {
    // SAFETY: the box of the waker is alive as long as the waker.
    let bell = unsafe { &*data.cast::<Bell>() };
    bell();
}

unsafe fn remove(data: *const ()) {
    // SAFETY: the waker is gone, so its box is ours.
    drop(unsafe { Box::from_raw(data.cast_mut().cast::<Bell>()) });
}
