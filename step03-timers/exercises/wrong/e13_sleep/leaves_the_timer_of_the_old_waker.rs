//! Verdict: E-WAKER-PILE
//!
//! Sees that the waker is another one and sets a timer for it, but the old timer stays.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use probes::{TimerId, TimerQueue};

pub struct Sleep {
    queue: TimerQueue,
    deadline: Option<Instant>,
    timer: Option<(TimerId, Waker)>,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    let deadline = queue.now().checked_add(duration);
    Sleep { queue: queue.clone(), deadline, timer: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(deadline) = self.deadline else { return Poll::Pending };
        if self.queue.now() >= deadline {
            return Poll::Ready(());
        }
        if let Some((_, waker)) = &self.timer
            && waker.will_wake(cx.waker())
        {
            return Poll::Pending;
        }
        let timer = self.queue.set(deadline, cx.waker().clone());
        self.timer = Some((timer, cx.waker().clone()));
        Poll::Pending
    }
}
