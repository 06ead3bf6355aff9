//! Verdict: E-UNREAD-KEPT
//!
//! Leaves the values in the channel when the receiver goes, to the last sender.

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

struct State<T> {
    q: VecDeque<T>,
    cap: usize,
    tx: usize,
    rx: bool,
    rw: Option<Waker>,
    sw: BTreeMap<u64, Waker>,
    n: u64,
}
pub struct Sender<T>(Arc<Mutex<State<T>>>);
pub struct Receiver<T>(Arc<Mutex<State<T>>>);

pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let s = Arc::new(Mutex::new(State {
        q: VecDeque::with_capacity(capacity),
        cap: capacity,
        tx: 1,
        rx: true,
        rw: None,
        sw: BTreeMap::new(),
        n: 0,
    }));
    (Sender(s.clone()), Receiver(s))
}
struct Leave<'a, T>(&'a Mutex<State<T>>, u64);
impl<T> Drop for Leave<'_, T> {
    fn drop(&mut self) {
        let w = self.0.lock().unwrap().sw.remove(&self.1);
        drop(w);
    }
}
impl<T> Sender<T> {
    pub async fn send(&self, value: T) -> Result<(), T> {
        let id = {
            let mut s = self.0.lock().unwrap();
            s.n += 1;
            s.n
        };
        let leave = Leave(&*self.0, id);
        let mut value = Some(value);
        let r = poll_fn(|cx| {
            let mut s = self.0.lock().unwrap();
            if !s.rx {
                return Poll::Ready(Err(value.take().unwrap()));
            }
            if s.q.len() < s.cap {
                s.q.push_back(value.take().unwrap());
                let w = s.rw.take();
                drop(s);
                if let Some(w) = w {
                    w.wake()
                }
                return Poll::Ready(Ok(()));
            }
            s.sw.insert(id, cx.waker().clone());
            Poll::Pending
        })
        .await;
        drop(leave);
        r
    }
}
impl<T> Receiver<T> {
    pub async fn recv(&mut self) -> Option<T> {
        poll_fn(|cx| {
            let mut s = self.0.lock().unwrap();
            if let Some(v) = s.q.pop_front() {
                let ws = std::mem::take(&mut s.sw);
                drop(s);
                ws.into_values().for_each(Waker::wake);
                return Poll::Ready(Some(v));
            }
            if s.tx == 0 {
                return Poll::Ready(None);
            }
            s.rw = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}
impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.lock().unwrap().tx += 1;
        Self(self.0.clone())
    }
}
impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut s = self.0.lock().unwrap();
        s.tx -= 1;
        if s.tx == 0 {
            let w = s.rw.take();
            drop(s);
            if let Some(w) = w {
                w.wake()
            }
        }
    }
}
impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let (ws, q) = {
            let mut s = self.0.lock().unwrap();
            s.rx = false;
            (std::mem::take(&mut s.sw), VecDeque::<T>::new())
        };
        drop(q);
        ws.into_values().for_each(Waker::wake)
    }
}
