//! Verdict: E-JOIN-NOT-WOKEN
//!
//! Keeps no waker twice: when the first handle that had it goes, it takes it along.

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

pub type Task = Pin<Box<dyn Future<Output = ()>>>;

struct State<T> {
    output: Option<T>,
    wakers: HashMap<u64, Waker>,
    next: u64,
}

pub struct JoinHandle<T> {
    state: Rc<RefCell<State<T>>>,
    id: u64,
}

pub fn task<F>(future: F) -> (Task, JoinHandle<F::Output>)
where
    F: Future + 'static,
    F::Output: Clone,
{
    let state = Rc::new(RefCell::new(State {
        output: None,
        wakers: HashMap::new(),
        next: 1,
    }));
    let s = state.clone();
    let task = Box::pin(async move {
        let out = future.await;
        let wakers = {
            let mut st = s.borrow_mut();
            st.output = Some(out);
            std::mem::take(&mut st.wakers)
        };
        for (_, w) in wakers {
            let _ = catch_unwind(AssertUnwindSafe(|| w.wake()));
        }
    });
    (task, JoinHandle { state, id: 0 })
}

impl<T> JoinHandle<T> {
    pub fn is_finished(&self) -> bool {
        self.state.borrow().output.is_some()
    }
}

impl<T: Clone> Future for JoinHandle<T> {
    type Output = T;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let mut st = self.state.borrow_mut();
        if let Some(out) = &st.output {
            return Poll::Ready(out.clone());
        }
        if !st.wakers.values().any(|w| w.will_wake(cx.waker())) {
            let id = self.id;
            st.wakers.insert(id, cx.waker().clone());
        }
        Poll::Pending
    }
}

impl<T> Clone for JoinHandle<T> {
    fn clone(&self) -> Self {
        let mut st = self.state.borrow_mut();
        let id = st.next;
        st.next += 1;
        JoinHandle { state: self.state.clone(), id }
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        self.state.borrow_mut().wakers.remove(&self.id);
    }
}
