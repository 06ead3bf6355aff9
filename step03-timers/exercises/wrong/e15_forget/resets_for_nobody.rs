//! Verdict: E-TIMER-KEPT
//!
//! Sets a timer at each reset, with a waker that does nothing if nobody waits.

use probes::{TimerId, TimerQueue};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;
pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    waiting: Option<(TimerId, Waker)>,
}
pub fn sleep_until(queue: &TimerQueue, deadline: Instant) -> Sleep {
    Sleep { queue: queue.clone(), deadline, waiting: None }
}
impl Sleep {
    fn forget(&mut self) -> Option<Waker> {
        let (id, w) = self.waiting.take()?;
        self.queue.cancel(id);
        Some(w)
    }
    fn wait(&mut self, w: Waker) {
        let id = self.queue.set(self.deadline, w.clone());
        self.waiting = Some((id, w));
    }
    pub fn reset(&mut self, deadline: Instant) {
        self.deadline = deadline;
        let w = self.forget().unwrap_or(Waker::noop().clone());
        self.wait(w);
    }
}
impl Future for Sleep {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.forget();
        if self.queue.now() >= self.deadline {
            return Poll::Ready(());
        }
        self.wait(cx.waker().clone());
        Poll::Pending
    }
}
impl Drop for Sleep {
    fn drop(&mut self) {
        self.forget();
    }
}
