//! Verdict: E-NO-WAKER
//!
//! Sets a timer at the call, with some waker, so that `reset` has one to move. The first poll
//! finds it set.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use probes::{TimerId, TimerQueue};

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    timer: Option<TimerId>,
}

pub fn sleep_until(queue: &TimerQueue, deadline: Instant) -> Sleep {
    let timer = Some(queue.set(deadline, Waker::noop().clone()));
    Sleep { queue: queue.clone(), deadline, timer }
}

impl Sleep {
    pub fn reset(&mut self, deadline: Instant) {
        self.deadline = deadline;
        self.forget();
        self.timer = Some(self.queue.set(deadline, Waker::noop().clone()));
    }

    fn forget(&mut self) {
        if let Some(timer) = self.timer.take() {
            self.queue.cancel(timer);
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.queue.now() >= self.deadline {
            self.forget();
            return Poll::Ready(());
        }
        if self.timer.is_none() {
            let timer = self.queue.set(self.deadline, cx.waker().clone());
            self.timer = Some(timer);
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.forget();
    }
}
