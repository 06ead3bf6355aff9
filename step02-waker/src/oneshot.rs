//! A channel for one value: a future that somebody else completes.
//!
//! It is what asyncio calls a `Future`, a slot for a result; tokio has it under
//! this name.
//!
//! ```
//! let (sender, receiver) = step02_waker::oneshot::channel();
//! sender.send(7).expect("the receiver is there");
//! assert_eq!(step02_waker::block_on(receiver), Ok(7));
//! ```

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;

/// Creates a channel for one value.
///
/// ```
/// let (sender, receiver) = step02_waker::oneshot::channel::<u8>();
/// drop(sender);
/// assert!(step02_waker::block_on(receiver).is_err());
/// ```
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let state =
        State { value: None, waker: None, sender_gone: false, receiver_gone: false };
    let state = Arc::new(Mutex::new(state));
    (Sender { state: Arc::clone(&state) }, Receiver { state, done: false })
}

struct State<T> {
    value: Option<T>,
    /// The waker of the receiver's latest poll.
    waker: Option<Waker>,
    /// Set last: a value that is ever sent is there by now.
    sender_gone: bool,
    receiver_gone: bool,
}

/// The half that gives the value. To drop it is to say that none will come.
///
/// ```
/// let (sender, receiver) = step02_waker::oneshot::channel::<u8>();
/// drop(sender);
/// assert!(receiver.is_ready());
/// ```
#[must_use = "dropping the sender tells the receiver that no value will come"]
pub struct Sender<T> {
    state: Arc<Mutex<State<T>>>,
}

impl<T> Sender<T> {
    /// Hands the value over and wakes the receiver.
    ///
    /// # Errors
    ///
    /// Gives the value back when the receiver is gone.
    ///
    /// ```
    /// let (sender, receiver) = step02_waker::oneshot::channel();
    /// drop(receiver);
    /// assert_eq!(sender.send(7), Err(7));
    /// ```
    pub fn send(self, value: T) -> Result<(), T> {
        let mut state = self.state.lock();
        if state.receiver_gone {
            drop(state);
            return Err(value);
        }
        state.value = Some(value);
        drop(state);
        Ok(()) // dropping `self` wakes the receiver
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.state.lock();
        state.sender_gone = true;
        let waker = state.waker.take();
        // A waker is foreign code: it is called when the lock is open again.
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The half that waits for the value: a future.
///
/// # Errors
///
/// Its output is [`Canceled`] when the sender was dropped without sending.
///
/// # Panics
///
/// When polled again after that.
///
/// ```
/// let (sender, mut receiver) = step02_waker::oneshot::channel();
/// sender.send(7).expect("the receiver is there");
/// assert_eq!(step02_waker::block_on(&mut receiver), Ok(7));
/// ```
#[must_use = "a future does nothing until it is polled"]
pub struct Receiver<T> {
    state: Arc<Mutex<State<T>>>,
    /// The output was given out.
    done: bool,
}

impl<T> Receiver<T> {
    /// Returns whether waiting is over: a value is there, or none will come.
    ///
    /// ```
    /// let (sender, receiver) = step02_waker::oneshot::channel();
    /// assert!(!receiver.is_ready());
    /// sender.send(7).expect("the receiver is there");
    /// assert!(receiver.is_ready());
    /// ```
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.state.lock().sender_gone
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, Canceled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(!self.done, "this receiver has given its value: await it once");
        // To clone a waker and to drop one is foreign code too: the clone is made
        // before the lock is taken, and the one it replaces is dropped after.
        let latest = cx.waker().clone();
        let mut state = self.state.lock();
        if state.sender_gone {
            let value = state.value.take();
            drop(state);
            self.done = true;
            return Poll::Ready(value.ok_or(Canceled));
        }
        let replaced = state.waker.replace(latest);
        drop(state);
        drop(replaced);
        Poll::Pending
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.state.lock();
        state.receiver_gone = true;
        let unread = (state.value.take(), state.waker.take());
        drop(state);
        drop(unread);
    }
}

/// The sender was dropped without sending: no value will come.
///
/// ```
/// let (sender, receiver) = step02_waker::oneshot::channel::<u8>();
/// drop(sender);
/// let error = step02_waker::block_on(receiver).unwrap_err();
/// assert_eq!(error.to_string(), "the sender was dropped without sending");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canceled;

impl fmt::Display for Canceled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sender was dropped without sending")
    }
}

impl std::error::Error for Canceled {}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("ready", &self.is_ready()).finish()
    }
}
