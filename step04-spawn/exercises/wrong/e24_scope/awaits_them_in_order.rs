//! Verdict: E-FAILURE-LATE
//!
//! Awaits one handle after the other, and cancels the rest as soon as one has failed.

use std::cell::RefCell;
use std::rc::Rc;

use step04_spawn::{JoinHandle, spawn};

pub struct Scope<E: 'static> {
    children: Rc<RefCell<Vec<JoinHandle<Result<(), E>>>>>,
}

impl<E: 'static> Scope<E> {
    pub fn spawn(&self, child: impl Future<Output = Result<(), E>> + 'static) {
        self.children.borrow_mut().push(spawn(child));
    }
}

impl<E: 'static> Clone for Scope<E> {
    fn clone(&self) -> Self {
        Self { children: self.children.clone() }
    }
}

pub async fn scope<T, E, F>(body: impl FnOnce(Scope<E>) -> F) -> Result<T, E>
where
    E: 'static,
    F: Future<Output = Result<T, E>>,
{
    let scope = Scope { children: Rc::default() };
    let mut result = body(scope.clone()).await;
    loop {
        let mut children = scope.children.borrow_mut();
        if children.is_empty() {
            return result;
        }
        let child = children.remove(0);
        drop(children);
        if let Ok(Err(error)) = child.await {
            result = Err(error);
            scope.children.borrow().iter().for_each(JoinHandle::abort);
        }
    }
}
