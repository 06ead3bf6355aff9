//! Verdict: E-WRONG-CLOCK
//!
//! Takes `Instant::now()` for the time. There is another clock here, and it is the only
//! one that counts.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use probes::{TimerId, TimerQueue};

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    timer: Option<TimerId>,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    let deadline = Instant::now() + duration;
    Sleep { queue: queue.clone(), deadline, timer: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(timer) = self.timer.take() {
            self.queue.cancel(timer);
        }
        if Instant::now() >= self.deadline {
            return Poll::Ready(());
        }
        let timer = self.queue.set(self.deadline, cx.waker().clone());
        self.timer = Some(timer);
        Poll::Pending
    }
}
