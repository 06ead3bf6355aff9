//! Exercise 7: a signal, with its colour in an atomic and only the waker behind a lock.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

/// Red at first, then green for ever. Clones are the same signal, and may be used on
/// any thread.
#[derive(Clone, Default)]
pub struct Signal {
    green: Arc<AtomicBool>,
    waiting: Arc<Mutex<Option<Waker>>>,
}

impl Signal {
    /// Creates a signal. It is red.
    pub fn new() -> Self {
        Self::default()
    }

    /// Turns it to green, and wakes whoever waits for that. Turned already, it does
    /// nothing.
    pub fn turn_green(&self) {
        self.green.store(true, SeqCst);
        let waiting = self.waiting.lock().unwrap().take();
        if let Some(waker) = waiting {
            waker.wake();
        }
    }

    /// Waits until the signal is green.
    ///
    /// It may have been polled with different wakers: then the last one is woken, and
    /// no other.
    pub fn wait(&self) -> Wait {
        Wait(self.clone())
    }
}

/// The future of [`Signal::wait`].
pub struct Wait(Signal);

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Signal { green, waiting } = &self.0;
        if green.load(SeqCst) {
            return Poll::Ready(());
        }
        match &mut *waiting.lock().unwrap() {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        // It may have turned before the waker was there to be woken.
        if green.load(SeqCst) {
            waiting.lock().unwrap().take();
            return Poll::Ready(());
        }
        Poll::Pending
    }
}
