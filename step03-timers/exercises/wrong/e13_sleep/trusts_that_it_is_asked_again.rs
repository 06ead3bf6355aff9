//! Verdict: E-NO-TIMER
//!
//! Looks at the clock, and believes that whoever polls will come back by himself.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use probes::TimerQueue;

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    Sleep { queue: queue.clone(), deadline: queue.now() + duration }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.queue.now() >= self.deadline {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}
