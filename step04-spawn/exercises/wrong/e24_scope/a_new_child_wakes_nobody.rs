//! Verdict: E-FAILURE-LATE
//!
//! Polls the handles that are there. A child of a child comes later, and nobody polls its
//! handle until something else happens.

use std::cell::{Cell, RefCell};
use std::panic::resume_unwind;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use step04_spawn::{JoinError, JoinHandle, spawn};

pub struct Scope<E: 'static> {
    shared: Rc<Shared<E>>,
}

struct Shared<E> {
    children: RefCell<Vec<JoinHandle<Result<(), E>>>>,
    waker: Cell<Option<Waker>>,
}

impl<E: 'static> Scope<E> {
    pub fn spawn(&self, child: impl Future<Output = Result<(), E>> + 'static) {
        self.shared.children.borrow_mut().push(spawn(child));
    }
}

impl<E: 'static> Clone for Scope<E> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

pub fn scope<T, E, F>(
    body: impl FnOnce(Scope<E>) -> F,
) -> impl Future<Output = Result<T, E>>
where
    E: 'static,
    F: Future<Output = Result<T, E>>,
{
    let shared =
        Rc::new(Shared { children: RefCell::default(), waker: Cell::default() });
    let body = Box::pin(body(Scope { shared: shared.clone() }));
    Running { body: Some(body), result: None, panic: None, shared }
}

struct Running<T, E, F> {
    body: Option<Pin<Box<F>>>,
    result: Option<Result<T, E>>,
    panic: Option<JoinError>,
    shared: Rc<Shared<E>>,
}

impl<T, E, F> Unpin for Running<T, E, F> {}

impl<T, E, F: Future<Output = Result<T, E>>> Future for Running<T, E, F> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.shared.waker.set(Some(cx.waker().clone()));
        let body = this.body.as_mut().map(|body| body.as_mut().poll(cx));
        if let Some(Poll::Ready(result)) = body {
            this.body = None;
            this.result = Some(result);
        }
        let children = this.shared.children.take();
        for mut child in children {
            match Pin::new(&mut child).poll(cx) {
                Poll::Pending => this.shared.children.borrow_mut().push(child),
                Poll::Ready(Ok(Ok(())) | Err(JoinError::Cancelled)) => {}
                Poll::Ready(ended) if !this.has_failed() => match ended {
                    Ok(result) => this.result = result.err().map(Err),
                    Err(panic) => this.panic = Some(panic),
                },
                Poll::Ready(_later) => {}
            }
        }
        if this.has_failed() {
            this.body = None;
            this.abort_all();
        }
        if this.body.is_some() || !this.shared.children.borrow().is_empty() {
            return Poll::Pending;
        }
        match this.panic.take() {
            Some(JoinError::Panicked(panic)) => resume_unwind(panic.into_payload()),
            _ => Poll::Ready(this.result.take().expect("all are over")),
        }
    }
}

impl<T, E, F> Running<T, E, F> {
    fn has_failed(&self) -> bool {
        self.panic.is_some() || matches!(self.result, Some(Err(_)))
    }

    fn abort_all(&self) {
        self.shared.children.borrow().iter().for_each(JoinHandle::abort);
    }
}

impl<T, E, F> Drop for Running<T, E, F> {
    fn drop(&mut self) {
        self.abort_all();
    }
}
