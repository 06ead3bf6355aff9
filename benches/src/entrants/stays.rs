use std::pin::Pin;
use std::task::{Context, Poll};

/// A future that claims to be `Send`, for pools that have a single thread: such a
/// pool asks for `Send`, and there is nowhere for the future to go.
///
/// It is for this crate's own work, which is over before its pool is dropped.
pub(crate) struct Stays<F>(F);

// SAFETY: see `Stays::new`.
unsafe impl<F> Send for Stays<F> {}

impl<F> Stays<F> {
    /// # Safety
    ///
    /// Whoever gets the future polls it and drops it on one and the same thread; and
    /// it takes nothing along that isn't `Send` from another thread.
    pub(crate) unsafe fn new(future: F) -> Self {
        Self(future)
    }
}

impl<F: Future> Future for Stays<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the field is pinned whenever the whole is: it isn't moved out of
        // here, and `Stays` has no destructor of its own.
        unsafe { self.map_unchecked_mut(|stays| &mut stays.0) }.poll(cx)
    }
}
