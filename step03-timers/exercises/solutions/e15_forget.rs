//! Exercise 15: what nobody waits for is forgotten.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use probes::{TimerId, TimerQueue};

/// The future that [`sleep_until`] returns.
///
/// It has a timer set exactly while somebody waits for it: from a poll that says
/// `Pending` until it says `Ready` or is dropped. That is one timer, for the waker of the
/// latest poll.
pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    /// Set while somebody waits, with a clone of its waker.
    timer: Option<(TimerId, Waker)>,
}

/// Waits until `deadline`.
pub fn sleep_until(queue: &TimerQueue, deadline: Instant) -> Sleep {
    Sleep { queue: queue.clone(), deadline, timer: None }
}

impl Sleep {
    /// Puts the deadline off, or brings it forward.
    ///
    /// Whoever waits for it is woken at the new deadline, without another poll before
    /// that. A sleep that is over can be reset too: then it is pending again.
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
        if self.queue.now() >= self.deadline {
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
