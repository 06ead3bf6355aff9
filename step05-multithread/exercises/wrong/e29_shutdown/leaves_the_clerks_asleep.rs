//! Verdict: E-STILL-WAITS
//!
//! Waits for the clerks to go home, and tells those who wait for a letter nothing of it.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use step05_multithread::{Handle, JoinHandle, spawn};

pub struct Office<T> {
    state: Arc<Mutex<State<T>>>,
    clerks: Mutex<Vec<JoinHandle<()>>>,
}

struct State<T> {
    closed: bool,
    letters: VecDeque<T>,
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
            clerks: Vec::new(),
        }));
        let mut clerks = Vec::new();
        for handle in loops {
            clerks.push(handle.spawn(clerk(state.clone(), deliver.clone())));
        }
        Self { state, clerks: Mutex::new(clerks) }
    }

    pub fn hand_in(&self, letter: T) -> Result<(), T> {
        let mut state = self.state.lock().unwrap();
        if state.closed {
            return Err(letter);
        }
        state.letters.push_back(letter);
        wake(&mut state.clerks);
        Ok(())
    }

    pub async fn shutdown(&self) {
        {
            let mut state = self.state.lock().unwrap();
            state.closed = true;
        }
        let clerks = std::mem::take(&mut *self.clerks.lock().unwrap());
        for clerk in clerks {
            let _ = clerk.await;
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
