//! Verdict: E-SELF-WAKE
//!
//! Has itself polled again as long as there is somebody to wait for.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use step04_spawn::{JoinError, JoinSet};

type Children<E> = Rc<RefCell<JoinSet<Result<(), E>>>>;

pub struct Scope<E: 'static> {
    children: Children<E>,
}

impl<E: 'static> Scope<E> {
    pub fn spawn(&self, child: impl Future<Output = Result<(), E>> + 'static) {
        self.children.borrow_mut().spawn(child);
    }
}

impl<E: 'static> Clone for Scope<E> {
    fn clone(&self) -> Self {
        Scope { children: self.children.clone() }
    }
}

struct AbortAll<E: 'static>(Children<E>);

impl<E: 'static> Drop for AbortAll<E> {
    fn drop(&mut self) {
        self.0.borrow().abort_all();
    }
}

enum Failure<E> {
    Error(E),
    Panic(Box<dyn std::any::Any + Send>),
}

pub async fn scope<T, E, F>(body: impl FnOnce(Scope<E>) -> F) -> Result<T, E>
where
    E: 'static,
    F: Future<Output = Result<T, E>>,
{
    let children: Children<E> = Rc::new(RefCell::new(JoinSet::new()));
    let _guard = AbortAll(children.clone());
    let mut body = Some(Box::pin(body(Scope { children: children.clone() })));
    let mut value = None;
    let mut failure = None;
    poll_fn(|cx| {
        if let Some(b) = &mut body {
            match b.as_mut().poll(cx) {
                Poll::Pending => {}
                Poll::Ready(Ok(v)) => {
                    value = Some(v);
                    body = None;
                }
                Poll::Ready(Err(e)) => {
                    failure.get_or_insert(Failure::Error(e));
                    body = None;
                }
            }
        }
        loop {
            if failure.is_some() {
                body = None;
                children.borrow().abort_all();
            }
            let next = pin!(children.borrow_mut().join_next()).poll(cx);
            match next {
                Poll::Pending => {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Poll::Ready(None) => {
                    return if body.is_none() {
                        Poll::Ready(())
                    } else {
                        Poll::Pending
                    };
                }
                Poll::Ready(Some(Ok(Ok(())))) => {}
                Poll::Ready(Some(Ok(Err(e)))) => {
                    failure.get_or_insert(Failure::Error(e));
                }
                Poll::Ready(Some(Err(JoinError::Panicked(p)))) => {
                    failure.get_or_insert(Failure::Panic(p.into_payload()));
                }
                Poll::Ready(Some(Err(_))) => {}
            }
        }
    })
    .await;
    match failure {
        None => Ok(value.unwrap()),
        Some(Failure::Error(e)) => Err(e),
        Some(Failure::Panic(p)) => std::panic::resume_unwind(p),
    }
}
