//! Verdict: E-TOO-EARLY
//!
//! Believes that it is polled a second time only because its timer has fired.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use probes::TimerQueue;

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    is_set: bool,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    let deadline = queue.now() + duration;
    Sleep { queue: queue.clone(), deadline, is_set: false }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_set {
            return Poll::Ready(());
        }
        self.is_set = true;
        self.queue.set(self.deadline, cx.waker().clone());
        Poll::Pending
    }
}
