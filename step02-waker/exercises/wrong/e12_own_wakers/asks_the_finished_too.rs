//! Verdict: E-POLL-AFTER-READY
//!
//! Believes that nobody wakes a child that is ready.

use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Runs all children at the same time. Returns their outputs, in the order of the
/// children.
///
/// - The first poll polls each child once. After that, a child is polled only if it was
///   woken since its latest poll.
/// - A child that is ready is never polled again, even if it is woken.
/// - When a child is woken, so is the task, with the waker of the join's latest poll.
pub async fn join_all<F: Future>(children: Vec<F>) -> Vec<F::Output> {
    let task = Arc::new(Task { waker: Mutex::new(Waker::noop().clone()) });
    let mut children: Vec<Child<F>> =
        children.into_iter().map(|future| Child::new(future, &task)).collect();
    poll_fn(|cx| {
        // First the waker, then the marks: a mark that we don't see wakes us again.
        task.moved_to(cx.waker());
        children.iter_mut().for_each(Child::poll_if_woken);
        match children.iter().all(|child| child.output.is_some()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
    children.into_iter().filter_map(|child| child.output).collect()
}

/// The task that the join is part of, wherever it is now.
struct Task {
    waker: Mutex<Waker>,
}

impl Task {
    fn moved_to(&self, waker: &Waker) {
        let mut latest = waker.clone();
        mem::swap(&mut latest, &mut *self.waker.lock().expect("nobody panics here"));
        // What is in `latest` now is dropped when the lock is open.
    }

    fn wake(&self) {
        let waker = self.waker.lock().expect("nobody panics here").clone();
        waker.wake();
    }
}

struct Child<F: Future> {
    future: Pin<Box<F>>,
    output: Option<F::Output>,
    mark: Arc<Mark>,
    /// Made of `mark`.
    waker: Waker,
}

impl<F: Future> Child<F> {
    fn new(future: F, task: &Arc<Task>) -> Self {
        // Nobody wakes a child that was never polled.
        let mark = Mark { woken: AtomicBool::new(true), task: task.clone() };
        let mark = Arc::new(mark);
        let waker = Waker::from(mark.clone());
        Self { future: Box::pin(future), output: None, mark, waker }
    }

    fn poll_if_woken(&mut self) {
        // Cleared before the poll, so that a wake during the poll counts. Acquire: pairs
        // with the Release in `wake`.
        if self.mark.woken.swap(false, Ordering::Acquire) {
            let mut cx = Context::from_waker(&self.waker);
            if let Poll::Ready(output) = self.future.as_mut().poll(&mut cx) {
                self.output = Some(output);
            }
        }
    }
}

/// What is behind a child's waker.
struct Mark {
    /// Since the child's latest poll.
    woken: AtomicBool,
    task: Arc<Task>,
}

impl Wake for Mark {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Release: pairs with the Acquire in `poll_if_woken`.
        self.woken.store(true, Ordering::Release);
        self.task.wake();
    }
}
