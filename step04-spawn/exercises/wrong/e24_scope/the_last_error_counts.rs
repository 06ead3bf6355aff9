//! Verdict: E-FIRST-ERROR
//!
//! Overwrites the error with each one that comes after it.

use std::any::Any;
use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use step04_spawn::{JoinError, JoinSet};

pub struct Scope<E: 'static> {
    children: Rc<RefCell<JoinSet<Result<(), E>>>>,
}

impl<E: 'static> Scope<E> {
    pub fn spawn(&self, child: impl Future<Output = Result<(), E>> + 'static) {
        self.children.borrow_mut().spawn(child);
    }

    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<Ended<E>>> {
        let mut children = self.children.borrow_mut();
        let next = pin!(children.join_next());
        next.poll(cx)
    }
}

type Ended<E> = Result<Result<(), E>, JoinError>;

impl<E: 'static> Clone for Scope<E> {
    fn clone(&self) -> Self {
        Self { children: self.children.clone() }
    }
}

struct AbortAll<E: 'static>(Scope<E>);

impl<E: 'static> Drop for AbortAll<E> {
    fn drop(&mut self) {
        self.0.children.borrow().abort_all();
    }
}

enum Failure<E> {
    Error(E),
    Panic(Box<dyn Any + Send>),
}

pub async fn scope<T, E, F>(body: impl FnOnce(Scope<E>) -> F) -> Result<T, E>
where
    E: 'static,
    F: Future<Output = Result<T, E>>,
{
    let scope = Scope { children: Rc::default() };
    let _abort_all = AbortAll(scope.clone());
    let mut body = pin!(Some(body(scope.clone())));
    let mut output = None;
    let mut failure = None;
    let all_over = poll_fn(|cx| {
        if let Some(running) = body.as_mut().as_pin_mut()
            && let Poll::Ready(result) = running.poll(cx)
        {
            body.set(None);
            match result {
                Ok(value) => output = Some(value),
                Err(error) => failure = Some(Failure::Error(error)),
            }
        }
        loop {
            if failure.is_some() {
                body.set(None);
                scope.children.borrow().abort_all();
            }
            let failed = match scope.poll_next(cx) {
                Poll::Ready(Some(Ok(Ok(())) | Err(JoinError::Cancelled))) => {
                    continue;
                }
                Poll::Ready(Some(Ok(Err(error)))) => Failure::Error(error),
                Poll::Ready(Some(Err(JoinError::Panicked(panic)))) => {
                    Failure::Panic(panic.into_payload())
                }
                Poll::Ready(None) if body.is_none() => return Poll::Ready(()),
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            };
            failure = Some(failed);
        }
    });
    all_over.await;
    match failure {
        None => Ok(output.expect("the body is over, and didn't fail")),
        Some(Failure::Error(error)) => Err(error),
        Some(Failure::Panic(payload)) => resume_unwind(payload),
    }
}
