//! Verdict: E-TIME-OVERFLOW
//!
//! Believes that to any moment any span can be added.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use probes::{TimerId, TimerQueue};

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    timer: Option<(TimerId, Waker)>,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    let deadline = queue.now() + duration;
    Sleep { queue: queue.clone(), deadline, timer: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.queue.now() >= self.deadline {
            return Poll::Ready(());
        }
        if let Some((timer, waker)) = &self.timer {
            if waker.will_wake(cx.waker()) {
                return Poll::Pending;
            }
            self.queue.cancel(*timer);
        }
        let timer = self.queue.set(self.deadline, cx.waker().clone());
        self.timer = Some((timer, cx.waker().clone()));
        Poll::Pending
    }
}
