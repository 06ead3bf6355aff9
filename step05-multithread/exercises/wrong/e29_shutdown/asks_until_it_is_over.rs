//! Verdict: E-SELF-WAKE
//!
//! Asks again and again whether all is delivered, with a `yield_now` in between so that
//! the others have a turn.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use step05_multithread::{Handle, spawn, yield_now};

pub struct Office<T> {
    state: Arc<Mutex<State<T>>>,
}

struct State<T> {
    closed: bool,
    letters: VecDeque<T>,
    left: usize,
    clerks: Vec<Waker>,
}

fn wake(wakers: &mut Vec<Waker>) {
    wakers.drain(..).for_each(Waker::wake);
}

impl<T: Send + 'static> Office<T> {
    pub fn open<D, F>(loops: Vec<Handle>, deliver: D) -> Self
    where
        D: Fn(T) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let state = Arc::new(Mutex::new(State {
            closed: false,
            letters: VecDeque::new(),
            left: 0,
            clerks: Vec::new(),
        }));
        for handle in loops {
            handle.spawn(clerk(state.clone(), deliver.clone()));
        }
        Self { state }
    }

    pub fn hand_in(&self, letter: T) -> Result<(), T> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(letter);
        }
        state.letters.push_back(letter);
        state.left += 1;
        wake(&mut state.clerks);
        Ok(())
    }

    pub async fn shutdown(&self) {
        {
            let mut state = self.state.lock().unwrap();
            state.closed = true;
            wake(&mut state.clerks);
        }
        while self.state.lock().unwrap().left > 0 {
            yield_now().await;
        }
    }
}

async fn clerk<T, D, F>(state: Arc<Mutex<State<T>>>, deliver: D)
where
    D: Fn(T) -> F,
    F: Future<Output = ()> + 'static,
{
    while let Some(letter) = next(&state).await {
        let _ = spawn(deliver(letter)).await;
        let mut state = state.lock().unwrap();
        state.left -= 1;
    }
}

async fn next<T>(state: &Mutex<State<T>>) -> Option<T> {
    poll_fn(|cx| {
        let mut state = state.lock().unwrap();
        match state.letters.pop_front() {
            Some(letter) => Poll::Ready(Some(letter)),
            None if state.closed => Poll::Ready(None),
            None => {
                state.clerks.push(cx.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
}
