//! Exercise 8: `block_on` with a time limit, by `park_timeout`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// Runs `future` on this thread until it is ready, but not much longer than `limit`.
pub fn block_on_within<F: Future>(future: F, limit: Duration) -> Option<F::Output> {
    let start = Instant::now();
    let sleeper = Arc::new(Sleeper {
        woken: AtomicBool::new(false),
        thread: thread::current(),
    });
    let waker = Waker::from(Arc::clone(&sleeper));
    let mut future = Box::pin(future);
    loop {
        if let Poll::Ready(output) =
            future.as_mut().poll(&mut Context::from_waker(&waker))
        {
            return Some(output);
        }
        loop {
            let left = limit.saturating_sub(start.elapsed());
            if left.is_zero() {
                return None;
            }
            // Acquire: pairs with the Release in `wake`.
            if sleeper.woken.swap(false, Ordering::Acquire) {
                break;
            }
            thread::park_timeout(left);
        }
    }
}

struct Sleeper {
    woken: AtomicBool,
    thread: Thread,
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        // Release: pairs with the Acquire in `block_on_within`.
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
