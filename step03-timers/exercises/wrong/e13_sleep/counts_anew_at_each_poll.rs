//! Verdict: E-DEADLINE-MOVED
//!
//! Keeps the span, and adds it to the present whenever a deadline is needed. With a
//! second poll before its time, the nap gets longer.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use probes::{TimerId, TimerQueue};

pub struct Sleep {
    queue: TimerQueue,
    duration: Duration,
    first: Option<Instant>,
    timer: Option<(TimerId, Instant)>,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    let first = queue.now().checked_add(duration);
    Sleep { queue: queue.clone(), duration, first, timer: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let now = self.queue.now();
        let deadline = match self.timer.take() {
            Some((timer, deadline)) => {
                self.queue.cancel(timer);
                if now >= deadline {
                    return Poll::Ready(());
                }
                now + self.duration
            }
            None => match self.first {
                Some(first) if first <= now => return Poll::Ready(()),
                Some(first) => first,
                None => return Poll::Pending,
            },
        };
        let timer = self.queue.set(deadline, cx.waker().clone());
        self.timer = Some((timer, deadline));
        Poll::Pending
    }
}
