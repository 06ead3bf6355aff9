//! Verdict: E-WAKER-KEPT
//!
//! Wakes who joins by a clone of the waker, and keeps the waker.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

pub type Task = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aborted;

struct Shared<T> {
    result: Option<Result<T, Aborted>>,
    over: bool,
    abort: bool,
    task_waker: Option<Waker>,
    join_waker: Option<Waker>,
}

pub struct JoinHandle<T> {
    shared: Rc<RefCell<Shared<T>>>,
}

pub struct AbortOnDrop<T> {
    handle: JoinHandle<T>,
}

struct Inner<F: Future> {
    future: Option<Pin<Box<F>>>,
    shared: Rc<RefCell<Shared<F::Output>>>,
}

impl<F: Future> Inner<F> {
    fn finish(&mut self, result: Result<F::Output, Aborted>) {
        self.future = None;
        let (join, task) = {
            let mut s = self.shared.borrow_mut();
            s.result = Some(result);
            s.over = true;
            (s.join_waker.clone(), s.task_waker.take())
        };
        drop(task);
        if let Some(w) = join {
            w.wake();
        }
    }
}

impl<F: Future> Future for Inner<F> {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        {
            let mut s = this.shared.borrow_mut();
            s.task_waker = Some(cx.waker().clone());
        }
        if this.shared.borrow().abort {
            this.finish(Err(Aborted));
            return Poll::Ready(());
        }
        match this.future.as_mut().unwrap().as_mut().poll(cx) {
            Poll::Ready(v) => {
                this.finish(Ok(v));
                Poll::Ready(())
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<F: Future> Drop for Inner<F> {
    fn drop(&mut self) {
        if !self.shared.borrow().over {
            self.finish(Err(Aborted));
        }
    }
}

impl<F: Future> Unpin for Inner<F> {}

pub fn task<F: Future + 'static>(future: F) -> (Task, JoinHandle<F::Output>) {
    let shared = Rc::new(RefCell::new(Shared {
        result: None,
        over: false,
        abort: false,
        task_waker: None,
        join_waker: None,
    }));
    let task = Inner { future: Some(Box::pin(future)), shared: shared.clone() };
    (Box::pin(task), JoinHandle { shared })
}

impl<T> JoinHandle<T> {
    pub fn abort(&self) {
        let waker = {
            let mut s = self.shared.borrow_mut();
            s.abort = true;
            s.task_waker.clone()
        };
        if let Some(w) = waker {
            w.wake();
        }
    }

    pub fn abort_on_drop(self) -> AbortOnDrop<T> {
        AbortOnDrop { handle: self }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Aborted>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut s = self.shared.borrow_mut();
        if let Some(r) = s.result.take() {
            return Poll::Ready(r);
        }
        s.join_waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let w = self.shared.borrow_mut().join_waker.take();
        drop(w);
    }
}

impl<T> Future for AbortOnDrop<T> {
    type Output = Result<T, Aborted>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.handle).poll(cx)
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.handle.abort();
    }
}
