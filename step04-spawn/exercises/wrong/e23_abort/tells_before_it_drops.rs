//! Verdict: E-OVER-TOO-EARLY
//!
//! Tells who joins, and leaves the future to the end of the task.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

pub type Task = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aborted;

struct Shared<T> {
    abort: bool,
    result: Option<Result<T, Aborted>>,
    task: Option<Waker>,
    joiner: Option<Waker>,
}

struct Run<F: Future> {
    future: Option<Pin<Box<F>>>,
    shared: Rc<RefCell<Shared<F::Output>>>,
}

impl<F: Future> Future for Run<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let waker = cx.waker().clone();
        let mut shared = self.shared.borrow_mut();
        let (replaced, abort) = (shared.task.replace(waker), shared.abort);
        drop(shared); // the poll is foreign code, and so is a waker
        drop(replaced);
        let result = match &mut self.future {
            Some(future) if !abort => match future.as_mut().poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(output) => Ok(output),
            },
            _ => Err(Aborted),
        };
        self.end(result);
        Poll::Ready(())
    }
}

impl<F: Future> Run<F> {
    fn end(&mut self, result: Result<F::Output, Aborted>) {
        let future = self.future.take();
        let mut shared = self.shared.borrow_mut();
        shared.result.get_or_insert(result);
        let (task, joiner) = (shared.task.take(), shared.joiner.take());
        drop(shared);
        drop(task);
        if let Some(joiner) = joiner {
            joiner.wake();
        }
        drop(future);
    }
}

impl<F: Future> Drop for Run<F> {
    fn drop(&mut self) {
        if self.future.is_some() {
            self.end(Err(Aborted));
        }
    }
}

pub struct JoinHandle<T> {
    shared: Rc<RefCell<Shared<T>>>,
}

pub struct AbortOnDrop<T> {
    handle: JoinHandle<T>,
}

pub fn task<F: Future + 'static>(future: F) -> (Task, JoinHandle<F::Output>) {
    let shared = Shared { abort: false, result: None, task: None, joiner: None };
    let shared = Rc::new(RefCell::new(shared));
    let handle = JoinHandle { shared: shared.clone() };
    (Box::pin(Run { future: Some(Box::pin(future)), shared }), handle)
}

impl<T> JoinHandle<T> {
    pub fn abort(&self) {
        let mut shared = self.shared.borrow_mut();
        shared.abort = true;
        let task = shared.task.take();
        drop(shared);
        if let Some(task) = task {
            task.wake();
        }
    }

    pub fn abort_on_drop(self) -> AbortOnDrop<T> {
        AbortOnDrop { handle: self }
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Aborted>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let waker = cx.waker().clone();
        let mut shared = self.shared.borrow_mut();
        if let Some(result) = shared.result.take() {
            return Poll::Ready(result);
        }
        let replaced = shared.joiner.replace(waker);
        drop(shared);
        drop(replaced);
        Poll::Pending
    }
}

impl<T> Future for AbortOnDrop<T> {
    type Output = Result<T, Aborted>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.handle).poll(cx)
    }
}
