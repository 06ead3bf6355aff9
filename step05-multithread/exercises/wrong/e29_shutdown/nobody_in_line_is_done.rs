//! Verdict: E-EARLY-END
//!
//! Takes a queue that is empty when the shutdown begins for an office without work.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use step05_multithread::{Handle, oneshot, spawn};

struct State<T> {
    queue: VecDeque<T>,
    clerks: Vec<Waker>,
    left: usize,
    closed: bool,
    waiting: Vec<oneshot::Sender<()>>,
}
pub struct Office<T> {
    state: Arc<Mutex<State<T>>>,
}

impl<T: Send + 'static> Office<T> {
    pub fn open<D, F>(loops: Vec<Handle>, deliver: D) -> Self
    where
        D: Fn(T) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let state = Arc::new(Mutex::new(State {
            queue: VecDeque::new(),
            clerks: vec![],
            left: 0,
            closed: false,
            waiting: vec![],
        }));
        for l in loops {
            let (state, deliver) = (state.clone(), deliver.clone());
            l.spawn(async move {
                loop {
                    let letter = poll_fn(|cx| {
                        let mut s = state.lock().unwrap();
                        match s.queue.pop_front() {
                            Some(l) => Poll::Ready(Some(l)),
                            None if s.closed => Poll::Ready(None),
                            None => {
                                s.clerks.push(cx.waker().clone());
                                Poll::Pending
                            }
                        }
                    })
                    .await;
                    let Some(letter) = letter else { return };
                    let deliver = deliver.clone();
                    let _ = spawn(async move { deliver(letter).await }).await;
                    let mut s = state.lock().unwrap();
                    s.left -= 1;
                    if s.left == 0 && s.closed {
                        let ws = std::mem::take(&mut s.waiting);
                        drop(s);
                        for w in ws {
                            let _ = w.send(());
                        }
                    }
                }
            });
        }
        Office { state }
    }
    pub fn hand_in(&self, letter: T) -> Result<(), T> {
        let mut s = self.state.lock().unwrap();
        if s.closed {
            return Err(letter);
        }
        s.left += 1;
        s.queue.push_back(letter);
        let ws = std::mem::take(&mut s.clerks);
        drop(s);
        ws.into_iter().for_each(Waker::wake);
        Ok(())
    }
    pub async fn shutdown(&self) {
        let (rx, ws) = {
            let mut s = self.state.lock().unwrap();
            s.closed = true;
            let ws = std::mem::take(&mut s.clerks);
            if s.queue.is_empty() {
                (None, ws)
            } else {
                let (tx, rx) = oneshot::channel();
                s.waiting.push(tx);
                (Some(rx), ws)
            }
        };
        ws.into_iter().for_each(Waker::wake);
        if let Some(rx) = rx {
            let _ = rx.await;
        }
    }
}
