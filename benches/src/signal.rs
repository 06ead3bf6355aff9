use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use atomic_waker::AtomicWaker;

/// A count that one thread raises and another one's future waits for: the same for
/// every entrant.
#[derive(Debug, Default)]
pub(crate) struct Signal {
    count: AtomicUsize,
    waker: AtomicWaker,
}

impl Signal {
    pub(crate) fn raise(&self) {
        // Release: pairs with the Acquire in `raised`.
        self.count.fetch_add(1, Ordering::Release);
        self.waker.wake();
    }

    /// Waits until it was raised so often.
    pub(crate) fn reaches(&self, count: usize) -> impl Future<Output = ()> {
        poll_fn(move |cx| {
            if self.raised() >= count {
                return Poll::Ready(());
            }
            self.waker.register(cx.waker());
            // It may have been raised before the waker was there.
            if self.raised() >= count { Poll::Ready(()) } else { Poll::Pending }
        })
    }

    /// Returns how often it was raised.
    pub(crate) fn raised(&self) -> usize {
        // Acquire: pairs with the Release in `raise`.
        self.count.load(Ordering::Acquire)
    }
}
