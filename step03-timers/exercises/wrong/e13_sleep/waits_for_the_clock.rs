//! Verdict: E-TIMER-SLEEPS
//!
//! Believes that a poll may wait as long as it watches the right clock.

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
        while self.queue.now() < self.deadline {
            std::hint::spin_loop();
        }
        Poll::Ready(())
    }
}
