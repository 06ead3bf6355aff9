//! Verdict: E-LATEST-WAKER
//!
//! Keeps the receiver's waker of the first poll.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let state = Arc::new(Mutex::new(State {
        values: VecDeque::new(),
        capacity,
        senders: 1,
        receiver_gone: false,
        receiver: None,
        waiting: VecDeque::new(),
        sends: 0,
    }));
    (Sender { state: state.clone() }, Receiver { state })
}

pub struct Sender<T> {
    state: Arc<Mutex<State<T>>>,
}

pub struct Receiver<T> {
    state: Arc<Mutex<State<T>>>,
}

struct State<T> {
    values: VecDeque<T>,
    capacity: usize,
    senders: usize,
    receiver_gone: bool,
    receiver: Option<Waker>,
    waiting: VecDeque<(u64, Waker)>,
    sends: u64,
}

impl<T> Sender<T> {
    pub async fn send(&self, value: T) -> Result<(), T> {
        let mut sends = self.state.lock().unwrap().sends;
        sends += 1;
        self.state.lock().unwrap().sends = sends;
        let mut waits = Waits { state: &self.state, number: sends, woken: false };
        let mut value = Some(value);
        poll_fn(move |cx| waits.poll(cx, &mut value)).await
    }
}

struct Waits<'a, T> {
    state: &'a Mutex<State<T>>,
    number: u64,
    /// It has waited, so it may have been woken.
    woken: bool,
}

impl<T> Waits<'_, T> {
    fn poll(
        &mut self,
        cx: &mut Context<'_>,
        value: &mut Option<T>,
    ) -> Poll<Result<(), T>> {
        let mut state = self.state.lock().unwrap();
        if state.receiver_gone {
            return Poll::Ready(Err(value.take().unwrap()));
        }
        state.waiting.retain(|it| it.0 != self.number);
        if state.values.len() >= state.capacity {
            state.waiting.push_back((self.number, cx.waker().clone()));
            self.woken = true;
            return Poll::Pending;
        }
        self.woken = false;
        state.values.extend(value.take());
        let receiver = state.receiver.take();
        drop(state);
        if let Some(receiver) = receiver {
            receiver.wake();
        }
        Poll::Ready(Ok(()))
    }
}

impl<T> Drop for Waits<'_, T> {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap();
        let before = state.waiting.len();
        state.waiting.retain(|it| it.0 != self.number);
        if self.woken && state.waiting.len() == before {
            let next = state.waiting.pop_front();
            drop(state);
            if let Some((_, next)) = next {
                next.wake();
            }
        }
    }
}

impl<T> Receiver<T> {
    pub async fn recv(&mut self) -> Option<T> {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            if let Some(value) = state.values.pop_front() {
                let next = state.waiting.pop_front();
                drop(state);
                if let Some((_, next)) = next {
                    next.wake();
                }
                return Poll::Ready(Some(value));
            }
            if state.senders == 0 {
                return Poll::Ready(None);
            }
            state.receiver.get_or_insert_with(|| cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.state.lock().unwrap().senders += 1;
        Self { state: self.state.clone() }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap();
        state.senders -= 1;
        if state.senders == 0 {
            let receiver = state.receiver.take();
            drop(state);
            if let Some(receiver) = receiver {
                receiver.wake();
            }
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap();
        state.receiver_gone = true;
        let values = std::mem::take(&mut state.values);
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        drop(values);
        for (_, waker) in waiting {
            waker.wake();
        }
    }
}
