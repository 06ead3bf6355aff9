use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Polls a future with a waker of its own, which does nothing any more when the
/// future is gone.
///
/// A join handle keeps the waker of its last poll. When a limited wait is over and
/// the handle is kept, the end of its task still wakes who waited: one poll too
/// many, which no future minds, but by which it may learn of something else before
/// its turn. asyncio takes its callback back.
pub(super) async fn with_own_waker<F: Future>(future: F) -> F::Output {
    let task = poll_fn(|cx| Poll::Ready(cx.waker().clone()));
    let own = Arc::new(OwnWaker { task: task.await, is_on: AtomicBool::new(true) });
    let waker = Waker::from(Arc::clone(&own));
    let _off = Off(own);
    let mut future = pin!(future);
    // These loops poll a task with the same waker every time.
    poll_fn(|_cx| future.as_mut().poll(&mut Context::from_waker(&waker))).await
}

struct OwnWaker {
    task: Waker,
    is_on: AtomicBool,
}

impl Wake for OwnWaker {
    fn wake(self: Arc<Self>) {
        // Relaxed: all of it happens on one thread.
        if self.is_on.load(Ordering::Relaxed) {
            self.task.wake_by_ref();
        }
    }
}

struct Off(Arc<OwnWaker>);

impl Drop for Off {
    fn drop(&mut self) {
        self.0.is_on.store(false, Ordering::Relaxed);
    }
}
