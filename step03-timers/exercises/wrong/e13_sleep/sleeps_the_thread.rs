//! Verdict: E-TIMER-SLEEPS
//!
//! Takes a sleep for a thread's sleep, which has only to be called inside a future.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use probes::TimerQueue;

pub struct Sleep {
    duration: Duration,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    Sleep { duration }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        thread::sleep(self.duration);
        Poll::Ready(())
    }
}
