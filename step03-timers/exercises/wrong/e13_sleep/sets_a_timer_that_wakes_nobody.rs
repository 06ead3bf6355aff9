//! Verdict: E-NO-WAKER
//!
//! Takes the timer for all that matters, and gives it any waker.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
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
        if self.queue.now() >= self.deadline {
            return Poll::Ready(());
        }
        if !self.is_set {
            self.is_set = true;
            self.queue.set(self.deadline, Waker::noop().clone());
        }
        Poll::Pending
    }
}
