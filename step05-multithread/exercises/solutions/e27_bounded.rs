//! Exercise 27: a bounded channel.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

/// Makes a channel that holds up to `capacity` values, which is at least one.
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let state = State {
        values: VecDeque::with_capacity(capacity),
        capacity,
        senders: 1,
        receiver_gone: false,
        receiver: None,
        line: VecDeque::new(),
        next_ticket: 0,
    };
    let shared = Arc::new(Shared(Mutex::new(state)));
    (Sender { shared: Arc::clone(&shared) }, Receiver { shared })
}

/// Puts values in. Clones put them in the same channel.
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

/// Takes values out.
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T>(Mutex<State<T>>);

struct State<T> {
    values: VecDeque<T>,
    capacity: usize,
    senders: usize,
    receiver_gone: bool,
    /// The waker of the receiver's latest poll.
    receiver: Option<Waker>,
    /// The senders that wait, by the ticket that each has drawn. As many as there are
    /// free places, from the first on, have been woken.
    line: VecDeque<(u64, Waker)>,
    next_ticket: u64,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().expect("nothing foreign runs under the lock")
    }
}

impl<T> State<T> {
    fn free(&self) -> usize {
        self.capacity - self.values.len()
    }

    /// The last in line for whom there is a place.
    fn last_to_wake(&self) -> Option<Waker> {
        let place = self.free().checked_sub(1)?;
        self.line.get(place).map(|(_, waker)| waker.clone())
    }
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
        let mut place = Place { shared: &self.shared, ticket: None };
        let mut value = Some(value);
        poll_fn(move |cx| place.poll(cx, &mut value)).await
    }
}

/// A place in the line of those who wait, once it has a ticket.
struct Place<'a, T> {
    shared: &'a Shared<T>,
    ticket: Option<u64>,
}

impl<T> Place<'_, T> {
    fn poll(
        &mut self,
        cx: &mut Context<'_>,
        value: &mut Option<T>,
    ) -> Poll<Result<(), T>> {
        let latest = cx.waker().clone();
        let mut state = self.shared.lock();
        if state.receiver_gone {
            let value = value.take().expect("it isn't sent yet");
            return Poll::Ready(Err(value));
        }
        let drawn = self.ticket.map(|ticket| {
            let mut line = state.line.iter();
            line.position(|it| it.0 == ticket).expect("only we leave our place")
        });
        let position = drawn.unwrap_or(state.line.len());
        if position < state.free() {
            state.values.extend(value.take());
            let left = drawn.and_then(|position| state.line.remove(position));
            self.ticket = None;
            let receiver = state.receiver.take();
            drop(state);
            drop(left);
            if let Some(receiver) = receiver {
                receiver.wake();
            }
            return Poll::Ready(Ok(()));
        }
        let replaced = match drawn {
            Some(position) => {
                Some(std::mem::replace(&mut state.line[position].1, latest))
            }
            None => {
                let ticket = state.next_ticket;
                state.next_ticket += 1;
                state.line.push_back((ticket, latest));
                self.ticket = Some(ticket);
                None
            }
        };
        drop(state);
        drop(replaced);
        Poll::Pending
    }
}

impl<T> Drop for Place<'_, T> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.shared.lock();
        let position = state.line.iter().position(|it| it.0 == ticket);
        let left = position.and_then(|position| state.line.remove(position));
        // If there was a place for us, it is for the next one now.
        let next = state.last_to_wake();
        drop(state);
        drop(left);
        if let Some(next) = next {
            next.wake();
        }
    }
}

impl<T> Receiver<T> {
    /// Takes the value that has been in the channel for longest; waits while there is
    /// none. `None` when there is none, and all senders are gone.
    pub async fn recv(&mut self) -> Option<T> {
        poll_fn(|cx| {
            let latest = cx.waker().clone();
            let mut state = self.shared.lock();
            if let Some(value) = state.values.pop_front() {
                let next = state.last_to_wake();
                drop(state);
                if let Some(next) = next {
                    next.wake();
                }
                return Poll::Ready(Some(value));
            }
            if state.senders == 0 {
                return Poll::Ready(None);
            }
            let replaced = state.receiver.replace(latest);
            drop(state);
            drop(replaced);
            Poll::Pending
        })
        .await
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.lock().senders += 1;
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
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
        let mut state = self.shared.lock();
        state.receiver_gone = true;
        let values = std::mem::take(&mut state.values);
        let waiting: Vec<Waker> =
            state.line.iter().map(|(_, waker)| waker.clone()).collect();
        drop(state);
        drop(values);
        waiting.into_iter().for_each(Waker::wake);
    }
}
