//! Verdict: E-DEADLINE-MOVED
//!
//! Takes a call of `sleep` for its beginning, as in step 3, where it begins when it is
//! first polled.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use probes::{TimerId, TimerQueue};

pub struct Sleep {
    queue: TimerQueue,
    duration: Duration,
    deadline: Option<Instant>,
    timer: Option<TimerId>,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    Sleep { queue: queue.clone(), duration, deadline: None, timer: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let now = self.queue.now();
        let duration = self.duration;
        let deadline = *self.deadline.get_or_insert(now + duration);
        if let Some(timer) = self.timer.take() {
            self.queue.cancel(timer);
        }
        if now >= deadline {
            return Poll::Ready(());
        }
        self.timer = Some(self.queue.set(deadline, cx.waker().clone()));
        Poll::Pending
    }
}
