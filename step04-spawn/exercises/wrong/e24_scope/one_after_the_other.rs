//! Verdict: E-NOT-SIDE-BY-SIDE
//!
//! Keeps the futures of the children, and awaits them when the body is done.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;

type Child<E> = Pin<Box<dyn Future<Output = Result<(), E>>>>;

pub struct Scope<E: 'static> {
    children: Rc<RefCell<Vec<Child<E>>>>,
}

impl<E: 'static> Scope<E> {
    pub fn spawn(&self, child: impl Future<Output = Result<(), E>> + 'static) {
        self.children.borrow_mut().push(Box::pin(child));
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
    let output = body(scope.clone()).await?;
    loop {
        let Some(child) = scope.children.borrow_mut().pop() else {
            return Ok(output);
        };
        child.await?;
    }
}
