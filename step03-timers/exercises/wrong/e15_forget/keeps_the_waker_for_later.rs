//! Verdict: E-WAKER-KEPT
//!
//! Keeps the waker after `Ready`, in case that it is reset.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use probes::{TimerId, TimerQueue};

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    timer: Option<TimerId>,
    waker: Option<Waker>,
}

pub fn sleep_until(queue: &TimerQueue, deadline: Instant) -> Sleep {
    Sleep { queue: queue.clone(), deadline, timer: None, waker: None }
}

impl Sleep {
    pub fn reset(&mut self, deadline: Instant) {
        self.deadline = deadline;
        self.forget();
        if let Some(waker) = self.waker.clone() {
            self.wait(waker);
        }
    }

    fn forget(&mut self) {
        if let Some(timer) = self.timer.take() {
            self.queue.cancel(timer);
        }
    }

    fn wait(&mut self, waker: Waker) {
        self.timer = Some(self.queue.set(self.deadline, waker.clone()));
        self.waker = Some(waker);
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.queue.now() >= self.deadline {
            self.forget();
            return Poll::Ready(());
        }
        let kept = self.waker.as_ref().filter(|_| self.timer.is_some());
        if !kept.is_some_and(|waker| waker.will_wake(cx.waker())) {
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
