//! Verdict: E-WAKER-PILE
//!
//! Sets a timer whenever it has to say `Pending`, and leaves the old ones where they are.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use probes::TimerQueue;

pub struct Sleep {
    queue: TimerQueue,
    deadline: Option<Instant>,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    Sleep { queue: queue.clone(), deadline: queue.now().checked_add(duration) }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else { return Poll::Pending };
        if self.queue.now() >= deadline {
            return Poll::Ready(());
        }
        self.queue.set(deadline, cx.waker().clone());
        Poll::Pending
    }
}
