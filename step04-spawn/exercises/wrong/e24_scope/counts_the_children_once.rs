//! Verdict: E-CHILD-LEFT
//!
//! Takes the list of children when the body is done, and believes that it is complete.

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
    let output = body(scope.clone()).await?;
    let children = std::mem::take(&mut *scope.children.borrow_mut());
    for child in children {
        child.await.expect("children don't panic")?;
    }
    Ok(output)
}
