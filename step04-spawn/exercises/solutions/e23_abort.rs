//! Exercise 23: abort against detach.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// What the loop gets: it is polled when it is woken, until it is ready.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Why there is no output: the task was aborted, or was dropped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aborted;

/// What a task and its handle share.
struct Shared<T> {
    abort: bool,
    result: Option<Result<T, Aborted>>,
    /// Of the task's latest poll, until it is over.
    task: Option<Waker>,
    /// Of the handle's latest poll.
    joiner: Option<Waker>,
}

/// What is behind a [`Task`].
struct Run<F: Future> {
    /// `None` once it is over.
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
    /// Ends the task. Only the first result counts.
    fn end(&mut self, result: Result<F::Output, Aborted>) {
        drop(self.future.take());
        let mut shared = self.shared.borrow_mut();
        shared.result.get_or_insert(result);
        let (task, joiner) = (shared.task.take(), shared.joiner.take());
        drop(shared);
        drop(task);
        if let Some(joiner) = joiner {
            joiner.wake();
        }
    }
}

impl<F: Future> Drop for Run<F> {
    fn drop(&mut self) {
        if self.future.is_some() {
            self.end(Err(Aborted));
        }
    }
}

/// Waits for a task: a future of its output. To drop it is to detach the task.
pub struct JoinHandle<T> {
    shared: Rc<RefCell<Shared<T>>>,
}

/// Waits for a task, as a [`JoinHandle`] does. To drop it is to abort the task.
pub struct AbortOnDrop<T> {
    handle: JoinHandle<T>,
}

/// Makes a task of `future`, and a handle for its output.
pub fn task<F: Future + 'static>(future: F) -> (Task, JoinHandle<F::Output>) {
    let shared = Shared { abort: false, result: None, task: None, joiner: None };
    let shared = Rc::new(RefCell::new(shared));
    let handle = JoinHandle { shared: shared.clone() };
    (Box::pin(Run { future: Some(Box::pin(future)), shared }), handle)
}

impl<T> JoinHandle<T> {
    /// Asks the task to end, and has it woken by the waker of its latest poll.
    pub fn abort(&self) {
        let mut shared = self.shared.borrow_mut();
        shared.abort = true;
        let task = shared.task.take();
        drop(shared);
        if let Some(task) = task {
            task.wake();
        }
    }

    /// From now on, to drop the handle is to abort the task.
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
