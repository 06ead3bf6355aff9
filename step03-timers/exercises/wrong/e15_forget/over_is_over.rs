//! Verdict: E-TOO-EARLY
//!
//! Remembers that it was ready once, and takes that for the end.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use probes::{TimerId, TimerQueue};

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    timer: Option<(TimerId, Waker)>,
    is_over: bool,
}

pub fn sleep_until(queue: &TimerQueue, deadline: Instant) -> Sleep {
    Sleep { queue: queue.clone(), deadline, timer: None, is_over: false }
}

impl Sleep {
    pub fn reset(&mut self, deadline: Instant) {
        self.deadline = deadline;
        if let Some(waker) = self.forget() {
            self.wait(waker);
        }
    }

    /// Cancels the timer. Returns its waker, if somebody waits.
    fn forget(&mut self) -> Option<Waker> {
        let (timer, waker) = self.timer.take()?;
        self.queue.cancel(timer);
        Some(waker)
    }

    fn wait(&mut self, waker: Waker) {
        let timer = self.queue.set(self.deadline, waker.clone());
        self.timer = Some((timer, waker));
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_over || self.queue.now() >= self.deadline {
            self.is_over = true;
            self.forget();
            return Poll::Ready(());
        }
        let kept = self.timer.as_ref();
        if !kept.is_some_and(|(_, waker)| waker.will_wake(cx.waker())) {
            self.forget();
            self.wait(cx.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.forget();
    }
}
