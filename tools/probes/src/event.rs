use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use crate::probe::describe_waker;
use crate::waker::times;
use crate::{Describe, lock, register};

/// Makes a future that somebody else completes, and the handle to complete it with.
///
/// The future does everything right: it keeps the waker of its latest poll, and only
/// that. So if a program with it hangs, the fault is the executor's.
///
/// ```
/// use std::thread;
///
/// let (bell, rings) = probes::event("the bell");
/// thread::spawn(move || bell.complete("ding"));
/// assert_eq!(step02_waker::block_on(rings), "ding");
/// ```
pub fn event<T: Send + 'static>(
    name: impl Into<String>,
) -> (Event<T>, Happening<T>) {
    let waiting = Waiting { value: None, waker: None, polls: 0, wakes: 0, by: None };
    let shared =
        Arc::new(Shared { name: name.into(), waiting: Mutex::new(waiting) });
    register(&shared);
    (Event { shared: shared.clone() }, Happening { shared })
}

/// Completes a [`Happening`]. Clones complete the same.
pub struct Event<T> {
    shared: Arc<Shared<T>>,
}

/// The future of [`event`]: ready with the value once it is completed.
#[must_use = "futures do nothing unless polled"]
pub struct Happening<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    name: String,
    waiting: Mutex<Waiting<T>>,
}

struct Waiting<T> {
    /// Between `complete` and the poll after it.
    value: Option<T>,
    waker: Option<Waker>,
    polls: usize,
    wakes: usize,
    /// Who should complete it.
    by: Option<String>,
}

impl<T> Event<T> {
    /// Completes the future, and wakes whoever polled it last.
    pub fn complete(&self, value: T) {
        self.complete_quietly(value);
        self.wake();
    }

    /// Completes the future and wakes nobody: the next poll is ready.
    pub fn complete_quietly(&self, value: T) {
        let before = lock(&self.shared.waiting).value.replace(value);
        drop(before);
    }

    /// Wakes whoever polled it last, whether or not there is a value. The waker is
    /// used up. Returns whether there was one.
    pub fn wake(&self) -> bool {
        let waker = {
            let mut waiting = lock(&self.shared.waiting);
            waiting.wakes += 1;
            waiting.waker.take()
        };
        let kept = waker.is_some();
        if let Some(waker) = waker {
            waker.wake();
        }
        kept
    }

    /// How often the future was polled.
    #[must_use]
    pub fn polls(&self) -> usize {
        lock(&self.shared.waiting).polls
    }

    /// Says who should complete it, for [`explain`](crate::explain).
    pub fn woken_by(&self, whom: impl Into<String>) {
        lock(&self.shared.waiting).by = Some(whom.into());
    }
}

impl<T> Future for Happening<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let mut waiting = lock(&self.shared.waiting);
        waiting.polls += 1;
        if let Some(value) = waiting.value.take() {
            let waker = waiting.waker.take();
            drop(waiting);
            drop(waker);
            return Poll::Ready(value);
        }
        let before = waiting.waker.replace(cx.waker().clone());
        drop(waiting);
        drop(before);
        Poll::Pending
    }
}

impl<T> Drop for Happening<T> {
    fn drop(&mut self) {
        let waker = lock(&self.shared.waiting).waker.take();
        drop(waker);
    }
}

impl<T: Send> Describe for Shared<T> {
    fn describe(&self) -> Option<String> {
        let waiting = self.waiting.try_lock().ok()?;
        let polled = times(waiting.polls);
        let mut line = format!("{}: polled {polled}; ", self.name);
        line.push_str(&describe_waker(
            usize::from(waiting.waker.is_some()),
            Some(waiting.wakes),
        ));
        if let Some(by) = &waiting.by {
            line.push_str("; should be woken by ");
            line.push_str(by);
        }
        Some(line)
    }
}

impl<T> Clone for Event<T> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

impl<T> fmt::Debug for Event<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Event").field(&self.shared.name).finish()
    }
}

impl<T> fmt::Debug for Happening<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Happening").field(&self.shared.name).finish()
    }
}
