//! Exercise 29: a shutdown that loses nothing.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Poll, Waker};

use step05_multithread::{Handle, spawn};

/// Takes letters in, and delivers them on several loops.
pub struct Office<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T>(Mutex<State<T>>);

struct State<T> {
    closed: bool,
    letters: VecDeque<T>,
    /// How many were taken in and aren't delivered: in the queue, or on their way.
    left: usize,
    /// Of all who wait for a change: clerks for a letter or for the end, and those who
    /// shut down for the last delivery.
    wakers: Vec<Waker>,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().expect("nothing foreign runs under the lock")
    }

    /// Waits until `look` finds what it looks for.
    async fn wait_for<R>(
        &self,
        mut look: impl FnMut(&mut State<T>) -> Option<R>,
    ) -> R {
        poll_fn(|cx| {
            let waker = cx.waker().clone();
            let mut state = self.lock();
            if let Some(found) = look(&mut state) {
                return Poll::Ready(found);
            }
            if !state.wakers.iter().any(|other| other.will_wake(&waker)) {
                state.wakers.push(waker);
            }
            Poll::Pending
        })
        .await
    }

    /// Changes something, and wakes all who wait for a change.
    fn change<R>(&self, change: impl FnOnce(&mut State<T>) -> R) -> R {
        let mut state = self.lock();
        let result = change(&mut state);
        let wakers = std::mem::take(&mut state.wakers);
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
        result
    }
}

impl<T: Send + 'static> Office<T> {
    /// Opens an office. Its letters are delivered on these loops: `deliver` makes a
    /// future for each letter, and that is to be run to its end.
    pub fn open<D, F>(loops: Vec<Handle>, deliver: D) -> Self
    where
        D: Fn(T) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let (letters, wakers) = (VecDeque::new(), Vec::new());
        let state = State { closed: false, letters, left: 0, wakers };
        let shared = Arc::new(Shared(Mutex::new(state)));
        for handle in loops {
            let clerk = clerk(Arc::clone(&shared), deliver.clone());
            drop(handle.spawn(clerk)); // detached: it goes home by itself
        }
        Self { shared }
    }

    /// Takes a letter in. From then on it will be delivered. Any thread may call this.
    ///
    /// # Errors
    ///
    /// Gives the letter back once a shutdown has begun.
    pub fn hand_in(&self, letter: T) -> Result<(), T> {
        self.shared.change(|state| {
            if state.closed {
                return Err(letter);
            }
            state.letters.push_back(letter);
            state.left += 1;
            Ok(())
        })
    }

    /// From its first poll on, no letters are taken in. Waits until all that were are
    /// delivered, or their delivery has panicked.
    ///
    /// Any number of tasks may wait for that at the same time. If one of them gives up,
    /// the others wait on, and the door stays closed.
    pub async fn shutdown(&self) {
        self.shared.change(|state| state.closed = true);
        self.shared.wait_for(|state| (state.left == 0).then_some(())).await;
    }
}

/// Delivers one letter after the other, until there will be no more.
async fn clerk<T, D, F>(shared: Arc<Shared<T>>, deliver: D)
where
    D: Fn(T) -> F,
    F: Future<Output = ()> + 'static,
{
    loop {
        let next = shared.wait_for(|state| match state.letters.pop_front() {
            Some(letter) => Some(Some(letter)),
            None => state.closed.then_some(None),
        });
        let Some(letter) = next.await else { return };
        // A task of its own, so that a panic ends nothing but the delivery.
        let _ = spawn(deliver(letter)).await;
        shared.change(|state| state.left -= 1);
    }
}
