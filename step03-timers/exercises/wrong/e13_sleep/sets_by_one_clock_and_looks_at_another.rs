//! Verdict: E-WRONG-CLOCK
//!
//! Sets the timer by the queue's clock. But whether the time has come is asked of the
//! system.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use probes::{TimerId, TimerQueue};

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    until: Instant,
    timer: Option<TimerId>,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    let (deadline, until) = (queue.now() + duration, Instant::now() + duration);
    Sleep { queue: queue.clone(), deadline, until, timer: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(timer) = self.timer.take() {
            self.queue.cancel(timer);
        }
        if Instant::now() >= self.until {
            return Poll::Ready(());
        }
        let timer = self.queue.set(self.deadline, cx.waker().clone());
        self.timer = Some(timer);
        Poll::Pending
    }
}
