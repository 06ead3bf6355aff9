//! Verdict: E-JOB-PANIC
//!
//! Counts a letter as delivered in the line after the delivery, in the same task. A panic
//! never comes to that line.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use step05_multithread::Handle;

pub struct Office<T> {
    state: Arc<Mutex<State>>,
    dispatch: Box<dyn Fn(usize, T) + Send + Sync>,
}

#[derive(Default)]
struct State {
    closed: bool,
    taken_in: usize,
    left: usize,
    shutdowns: Vec<Waker>,
}

impl<T: Send + 'static> Office<T> {
    pub fn open<D, F>(loops: Vec<Handle>, deliver: D) -> Self
    where
        D: Fn(T) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        let dispatch = move |number: usize, letter| {
            let (deliver, shared) = (deliver.clone(), shared.clone());
            loops[number % loops.len()].spawn(async move {
                deliver(letter).await;
                let mut state = shared.lock().unwrap();
                state.left -= 1;
                if state.left == 0 {
                    state.shutdowns.drain(..).for_each(Waker::wake);
                }
            });
        };
        Self { state, dispatch: Box::new(dispatch) }
    }

    pub fn hand_in(&self, letter: T) -> Result<(), T> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(letter);
        }
        state.taken_in += 1;
        state.left += 1;
        let number = state.taken_in;
        drop(state);
        (self.dispatch)(number, letter);
        Ok(())
    }

    pub async fn shutdown(&self) {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            state.closed = true;
            if state.left == 0 {
                return Poll::Ready(());
            }
            state.shutdowns.push(cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}
