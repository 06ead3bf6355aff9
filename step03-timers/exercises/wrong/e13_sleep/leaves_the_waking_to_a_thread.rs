//! Verdict: E-NO-TIMER
//!
//! Has a thread wake the task, as in step 2, and has no use for the queue.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use probes::TimerQueue;

pub struct Sleep {
    queue: TimerQueue,
    duration: Duration,
    deadline: Instant,
    started: bool,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    let deadline = queue.now() + duration;
    Sleep { queue: queue.clone(), duration, deadline, started: false }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.queue.now() >= self.deadline {
            return Poll::Ready(());
        }
        if !self.started {
            self.started = true;
            let (waker, duration) = (cx.waker().clone(), self.duration);
            thread::spawn(move || {
                thread::sleep(duration);
                waker.wake();
            });
        }
        Poll::Pending
    }
}
