//! Verdict: E-HANG
//!
//! Looks at the clock after each wake, and sleeps without an end if there is none.

use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

/// Runs `future` on this thread until it is ready, but not much longer than `limit`.
/// Returns its output, or `None` if it was not ready in time; then it is dropped.
///
/// - The future is polled at least once, however short the limit is.
/// - While the future waits, the thread sleeps.
/// - The limit counts from the call, however often the future is woken meanwhile.
/// - A limit beyond the end of the clock, such as `Duration::MAX`, is no limit.
pub fn block_on_within<F: Future>(future: F, limit: Duration) -> Option<F::Output> {
    // `None`: the clock doesn't go that far.
    let deadline = Instant::now().checked_add(limit);
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(bell.clone());
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return Some(output);
        }
        let left = match deadline {
            Some(deadline) => deadline.saturating_duration_since(Instant::now()),
            None => Duration::MAX,
        };
        if left.is_zero() {
            return None;
        }
        bell.wait(left);
    }
}

/// Wakes the thread.
#[derive(Default)]
struct Bell {
    /// Since the last wait returned.
    rung: Mutex<bool>,
    changed: Condvar,
}

impl Bell {
    fn wait(&self, left: Duration) {
        let rung = self.rung.lock().expect("nobody panics with this lock in hand");
        let mut rung = self
            .changed
            .wait_while(rung, |rung| !*rung)
            .expect("nobody panics with this lock in hand");
        *rung = false;
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.rung.lock().expect("nobody panics with this lock in hand") = true;
        self.changed.notify_one();
    }
}
