//! Verdict: E-SIBLINGS
//!
//! Collects all results, and looks for errors when all are there.

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
        let children = std::mem::take(&mut *scope.children.borrow_mut());
        if children.is_empty() {
            return result;
        }
        for child in children {
            if let Err(error) = child.await.expect("children don't panic") {
                result = Err(error);
            }
        }
    }
}
