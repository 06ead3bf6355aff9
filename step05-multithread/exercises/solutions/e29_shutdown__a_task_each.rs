//! Exercise 29: a shutdown that loses nothing, with a task for each letter.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use step05_multithread::Handle;

/// Takes letters in, and delivers them on several loops.
pub struct Office<T> {
    state: Arc<Mutex<State>>,
    dispatch: Box<Dispatch<T>>,
}

/// Spawns the delivery of a letter, which has a number.
type Dispatch<T> = dyn Fn(usize, T, OnItsWay) + Send + Sync;

#[derive(Default)]
struct State {
    closed: bool,
    taken_in: usize,
    left: usize,
    shutdowns: Vec<Waker>,
}

/// A letter that was taken in, until its delivery is over in whichever way.
struct OnItsWay(Arc<Mutex<State>>);

impl Drop for OnItsWay {
    fn drop(&mut self) {
        let mut state = self.0.lock().unwrap();
        state.left -= 1;
        if state.closed && state.left == 0 {
            let shutdowns = std::mem::take(&mut state.shutdowns);
            drop(state);
            shutdowns.into_iter().for_each(Waker::wake);
        }
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
        let dispatch = move |number: usize, letter, on_its_way| {
            let deliver = deliver.clone();
            let delivery = async move {
                let _on_its_way = on_its_way;
                deliver(letter).await;
            };
            drop(loops[number % loops.len()].spawn(delivery));
        };
        Self { state: Arc::default(), dispatch: Box::new(dispatch) }
    }

    /// Takes a letter in. From then on it will be delivered. Any thread may call this.
    ///
    /// # Errors
    ///
    /// Gives the letter back once a shutdown has begun.
    pub fn hand_in(&self, letter: T) -> Result<(), T> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(letter);
        }
        state.taken_in += 1;
        state.left += 1;
        let number = state.taken_in;
        drop(state);
        (self.dispatch)(number, letter, OnItsWay(Arc::clone(&self.state)));
        Ok(())
    }

    /// From its first poll on, no letters are taken in. Waits until all that were are
    /// delivered, or their delivery has panicked.
    ///
    /// Any number of tasks may wait for that at the same time. If one of them gives up,
    /// the others wait on, and the door stays closed.
    pub async fn shutdown(&self) {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            state.closed = true;
            if state.left == 0 {
                return Poll::Ready(());
            }
            // Polls without a wake are rare, and a wake too many does no harm.
            state.shutdowns.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
