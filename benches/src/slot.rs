use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// A channel for one thread and one value at a time: the same for every entrant, and
/// as cheap as can be, so that it is the loops that differ.
#[derive(Clone, Default)]
pub(crate) struct Slot {
    shared: Rc<Shared>,
}

#[derive(Default)]
struct Shared {
    value: Cell<Option<usize>>,
    waker: Cell<Option<Waker>>,
}

impl Slot {
    pub(crate) fn send(&self, value: usize) {
        self.shared.value.set(Some(value));
        if let Some(waker) = self.shared.waker.take() {
            waker.wake();
        }
    }

    pub(crate) fn receive(&self) -> impl Future<Output = usize> {
        poll_fn(|cx| match self.shared.value.take() {
            Some(value) => Poll::Ready(value),
            None => {
                self.shared.waker.set(Some(cx.waker().clone()));
                Poll::Pending
            }
        })
    }
}
