//! Verdict: E-LOCK-ACROSS-POLL
//!
//! Takes the lock of the mark before the poll, so that no wake can come between.

use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};
#[derive(Default)]
struct Bed {
    woken: Mutex<bool>,
    bell: Condvar,
}
impl Wake for Bed {
    fn wake(self: Arc<Self>) {
        *self.woken.lock().unwrap() = true;
        self.bell.notify_one();
    }
}
pub fn block_on_within<F: Future>(future: F, limit: Duration) -> Option<F::Output> {
    let deadline = Instant::now().checked_add(limit);
    let bed = Arc::new(Bed::default());
    let waker = Waker::from(bed.clone());
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        let mut woken = bed.woken.lock().unwrap();
        if let Poll::Ready(out) = future.as_mut().poll(&mut cx) {
            return Some(out);
        }
        while !*woken {
            match deadline {
                None => woken = bed.bell.wait(woken).unwrap(),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return None;
                    }
                    woken = bed.bell.wait_timeout(woken, left).unwrap().0;
                }
            }
        }
        *woken = false;
    }
}
