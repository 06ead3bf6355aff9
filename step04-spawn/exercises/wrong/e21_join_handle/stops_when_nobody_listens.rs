//! Verdict: E-HANDLE-DROP
//!
//! Sees no use in work whose result nobody will fetch.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

pub type Task = Pin<Box<dyn Future<Output = ()>>>;

pub struct JoinHandle<T> {
    number: u64,
    shared: Rc<Shared<T>>,
}

struct Shared<T> {
    result: OnceCell<T>,
    waiting: RefCell<Waiting>,
}

#[derive(Default)]
struct Waiting {
    wakers: BTreeMap<u64, Waker>,
    handles: u64,
}

pub fn task<F>(future: F) -> (Task, JoinHandle<F::Output>)
where
    F: Future + 'static,
    F::Output: Clone,
{
    let shared =
        Rc::new(Shared { result: OnceCell::new(), waiting: RefCell::default() });
    let handle = JoinHandle::new(&shared);
    let task = async move {
        let mut future = Box::pin(future);
        let output = poll_fn(|cx| {
            if Rc::strong_count(&shared) == 1 {
                return Poll::Ready(None);
            }
            future.as_mut().poll(cx).map(Some)
        })
        .await;
        let Some(output) = output else { return };
        if shared.result.set(output).is_err() {
            unreachable!("a future is ready once");
        }
        let wakers = std::mem::take(&mut shared.waiting.borrow_mut().wakers);
        for waker in wakers.into_values() {
            drop(catch_unwind(AssertUnwindSafe(|| waker.wake())));
        }
    };
    (Box::pin(task), handle)
}

impl<T> JoinHandle<T> {
    fn new(shared: &Rc<Shared<T>>) -> Self {
        let mut waiting = shared.waiting.borrow_mut();
        waiting.handles += 1;
        Self { number: waiting.handles, shared: shared.clone() }
    }

    pub fn is_finished(&self) -> bool {
        self.shared.result.get().is_some()
    }
}

impl<T: Clone> Future for JoinHandle<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        if let Some(output) = self.shared.result.get() {
            return Poll::Ready(output.clone());
        }
        let waker = cx.waker().clone();
        let replaced =
            self.shared.waiting.borrow_mut().wakers.insert(self.number, waker);
        drop(replaced);
        Poll::Pending
    }
}

impl<T> Clone for JoinHandle<T> {
    fn clone(&self) -> Self {
        Self::new(&self.shared)
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let waker = self.shared.waiting.borrow_mut().wakers.remove(&self.number);
        drop(waker);
    }
}
