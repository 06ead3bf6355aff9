//! Exercise 27: a bounded channel, in which a free place wakes all who wait for one.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

/// Makes a channel that holds up to `capacity` values, which is at least one.
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let state = Arc::new(Mutex::new(State {
        values: VecDeque::new(),
        capacity,
        has_senders: true,
        has_receiver: true,
        receiver: None,
        waiting: BTreeMap::new(),
        sends: 0,
    }));
    let senders = Arc::new(Senders(Arc::clone(&state)));
    (Sender { senders }, Receiver { state })
}

/// Puts values in. Clones put them in the same channel.
pub struct Sender<T> {
    senders: Arc<Senders<T>>,
}

/// What all senders have in common. Dropped with the last of them.
struct Senders<T>(Arc<Mutex<State<T>>>);

/// Takes values out.
pub struct Receiver<T> {
    state: Arc<Mutex<State<T>>>,
}

struct State<T> {
    values: VecDeque<T>,
    capacity: usize,
    has_senders: bool,
    has_receiver: bool,
    receiver: Option<Waker>,
    /// By the number of the `send`.
    waiting: BTreeMap<u64, Waker>,
    sends: u64,
}

impl<T> Sender<T> {
    /// Puts a value in; waits while the channel is full.
    ///
    /// To drop this future while it waits is to send nothing.
    ///
    /// # Errors
    ///
    /// Gives the value back when the receiver is gone, or goes while it waits.
    pub async fn send(&self, value: T) -> Result<(), T> {
        let state = &*self.senders.0;
        let number = {
            let mut state = state.lock().unwrap();
            state.sends += 1;
            state.sends
        };
        Send { state, number, value: Some(value) }.await
    }
}

struct Send<'a, T> {
    state: &'a Mutex<State<T>>,
    number: u64,
    value: Option<T>,
}

// It is never pinned to where its value is.
impl<T> Unpin for Send<'_, T> {}

impl<T> Future for Send<'_, T> {
    type Output = Result<(), T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (shared, number) = (self.state, self.number);
        let mut state = shared.lock().unwrap();
        if !state.has_receiver {
            return Poll::Ready(Err(self.value.take().unwrap()));
        }
        if state.values.len() == state.capacity {
            let replaced = state.waiting.insert(number, cx.waker().clone());
            drop(state);
            drop(replaced);
            return Poll::Pending;
        }
        state.values.push_back(self.value.take().unwrap());
        let receiver = state.receiver.take();
        drop(state);
        if let Some(receiver) = receiver {
            receiver.wake();
        }
        Poll::Ready(Ok(()))
    }
}

impl<T> Drop for Send<'_, T> {
    fn drop(&mut self) {
        let waker = self.state.lock().unwrap().waiting.remove(&self.number);
        drop(waker);
    }
}

impl<T> Receiver<T> {
    /// Takes the value that has been in the channel for longest; waits while there is
    /// none. `None` when there is none, and all senders are gone.
    pub async fn recv(&mut self) -> Option<T> {
        std::future::poll_fn(|cx| self.poll_recv(cx)).await
    }

    fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = self.state.lock().unwrap();
        match state.values.pop_front() {
            Some(value) => {
                let waiting = std::mem::take(&mut state.waiting);
                drop(state);
                waiting.into_values().for_each(Waker::wake);
                Poll::Ready(Some(value))
            }
            None if !state.has_senders => Poll::Ready(None),
            None => {
                let replaced = state.receiver.replace(cx.waker().clone());
                drop(state);
                drop(replaced);
                Poll::Pending
            }
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Self { senders: Arc::clone(&self.senders) }
    }
}

impl<T> Drop for Senders<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock().unwrap();
        state.has_senders = false;
        let receiver = state.receiver.take();
        drop(state);
        if let Some(receiver) = receiver {
            receiver.wake();
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap();
        state.has_receiver = false;
        let values = std::mem::take(&mut state.values);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        drop(values);
        waiting.into_values().for_each(Waker::wake);
    }
}
