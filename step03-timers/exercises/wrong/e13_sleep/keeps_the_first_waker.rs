//! Verdict: E-LATEST-WAKER
//!
//! Sets the timer once, and believes that a task keeps its waker for life.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use probes::TimerQueue;

pub struct Sleep {
    queue: TimerQueue,
    deadline: Option<Instant>,
    is_set: bool,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    let deadline = queue.now().checked_add(duration);
    Sleep { queue: queue.clone(), deadline, is_set: false }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else { return Poll::Pending };
        if self.queue.now() >= deadline {
            return Poll::Ready(());
        }
        if !self.is_set {
            self.is_set = true;
            self.queue.set(deadline, cx.waker().clone());
        }
        Poll::Pending
    }
}
