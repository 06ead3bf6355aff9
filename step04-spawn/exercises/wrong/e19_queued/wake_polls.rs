//! Verdict: E-POLL-IN-WAKE
//!
//! Takes "wake" for "go on at once", and polls inside the waker.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

#[derive(Clone, Default)]
pub struct Executor {
    queue: Queue,
}

type Queue = Arc<Mutex<VecDeque<Arc<Task>>>>;

struct Task {
    queued: AtomicBool,
    future: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
    queue: Queue,
}

impl Executor {
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let future = Mutex::new(Some(Box::pin(future) as Pin<Box<_>>));
        let queue = self.queue.clone();
        let task = Task { queued: AtomicBool::new(true), future, queue };
        self.queue.lock().unwrap().push_back(Arc::new(task));
    }

    pub fn run(&self) {
        while let Some(task) = self.next() {
            task.queued.swap(false, Ordering::Acquire);
            task.poll();
        }
    }

    fn next(&self) -> Option<Arc<Task>> {
        self.queue.lock().unwrap().pop_front()
    }
}

impl Task {
    fn poll(self: &Arc<Self>) {
        let waker = Waker::from(self.clone());
        let mut slot = self.future.lock().unwrap();
        let Some(future) = slot.as_mut() else { return };
        if let Poll::Ready(()) =
            future.as_mut().poll(&mut Context::from_waker(&waker))
        {
            *slot = None;
        }
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if !self.queued.swap(true, Ordering::Release) {
            self.poll();
            self.queued.store(false, Ordering::Release);
        }
    }
}
