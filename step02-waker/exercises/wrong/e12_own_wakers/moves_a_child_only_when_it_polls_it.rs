//! Verdict: E-LATEST-WAKER
//!
//! Gives each child the task's waker as it is at that child's poll, and forgets those
//! that are not polled when the task moves.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

struct ChildWaker {
    woken: Arc<AtomicBool>,
    task: Waker,
}

impl Wake for ChildWaker {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, SeqCst);
        self.task.wake_by_ref();
    }
}

struct Child<F: Future> {
    future: Pin<Box<F>>,
    output: Option<F::Output>,
    woken: Arc<AtomicBool>,
}

pub async fn join_all<F: Future>(children: Vec<F>) -> Vec<F::Output> {
    let child = |future| Child {
        future: Box::pin(future),
        output: None,
        woken: Arc::new(AtomicBool::new(true)),
    };
    let mut children: Vec<Child<F>> = children.into_iter().map(child).collect();
    poll_fn(|cx| {
        for child in &mut children {
            if child.output.is_none() && child.woken.swap(false, SeqCst) {
                let (woken, task) = (child.woken.clone(), cx.waker().clone());
                let waker = Waker::from(Arc::new(ChildWaker { woken, task }));
                let mut cx = Context::from_waker(&waker);
                if let Poll::Ready(output) = child.future.as_mut().poll(&mut cx) {
                    child.output = Some(output);
                }
            }
        }
        if children.iter().all(|child| child.output.is_some()) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    children.into_iter().filter_map(|child| child.output).collect()
}
