//! Exercise 13, another way: each poll cancels the timer of the one before, and sets
//! one anew. A span that leads too far is cut short.

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
    const A_CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    let deadline = queue.now() + duration.min(A_CENTURY);
    Sleep { queue: queue.clone(), deadline, timer: None }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(timer) = self.timer.take() {
            self.queue.cancel(timer);
        }
        if self.deadline <= self.queue.now() {
            return Poll::Ready(());
        }
        let timer = self.queue.set(self.deadline, cx.waker().clone());
        self.timer = Some(timer);
        Poll::Pending
    }
}
