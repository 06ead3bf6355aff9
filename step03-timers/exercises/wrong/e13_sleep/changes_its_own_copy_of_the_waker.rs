//! Verdict: E-LATEST-WAKER
//!
//! Keeps the latest waker, as it should, but in a field of its own. The timer has the
//! first.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use probes::TimerQueue;

pub struct Sleep {
    queue: TimerQueue,
    deadline: Option<Instant>,
    waker: Option<Waker>,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    let deadline = queue.now().checked_add(duration);
    Sleep { queue: queue.clone(), deadline, waker: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else { return Poll::Pending };
        if self.queue.now() >= deadline {
            return Poll::Ready(());
        }
        match &mut self.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            None => {
                self.queue.set(deadline, cx.waker().clone());
                self.waker = Some(cx.waker().clone());
            }
        }
        Poll::Pending
    }
}
