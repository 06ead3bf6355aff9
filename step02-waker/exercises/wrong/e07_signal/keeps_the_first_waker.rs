//! Verdict: E-LATEST-WAKER
//!
//! Believes that a task has one waker for all its life, and clones it only once.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

/// Red at first, then green for ever. Clones are the same signal, and may be used on
/// any thread.
#[derive(Clone)]
pub struct Signal {
    state: Arc<Mutex<State>>,
}

struct State {
    green: bool,
    /// The waker of the latest poll, while the signal is red.
    waiting: Option<Waker>,
}

impl Signal {
    /// Creates a signal. It is red.
    pub fn new() -> Self {
        let state = State { green: false, waiting: None };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Turns it to green, and wakes whoever waits for that. Turned already, it does
    /// nothing.
    pub fn turn_green(&self) {
        let waiting = {
            let mut state = self.lock();
            state.green = true;
            state.waiting.take()
        };
        // The lock is open again: a waker is foreign code.
        if let Some(waker) = waiting {
            waker.wake();
        }
    }

    /// Waits until the signal is green.
    ///
    /// It may have been polled with different wakers: then the last one is woken, and
    /// no other.
    pub fn wait(&self) -> Wait {
        Wait { signal: self.clone() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics with this lock in hand")
    }
}

/// The future of [`Signal::wait`].
pub struct Wait {
    signal: Signal,
}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.signal.lock();
        if state.green {
            return Poll::Ready(());
        }
        state.waiting.get_or_insert_with(|| cx.waker().clone());
        Poll::Pending
    }
}
