//! Exercise 13: a sleep on a given timer queue.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use probes::{TimerId, TimerQueue};

/// The future that [`sleep`] returns.
pub struct Sleep {
    queue: TimerQueue,
    /// `None` is never.
    deadline: Option<Instant>,
    /// The timer, and the waker that it has.
    timer: Option<(TimerId, Waker)>,
}

/// Waits for `duration`, counted from this call, never shorter.
///
/// (Step 3's own `sleep` counts from its first poll. This one is like tokio's.)
///
/// While it waits, it has one timer set, for the waker of its latest poll. A duration
/// that leads beyond the last moment that an `Instant` can say means: for ever.
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
        if let Some((timer, waker)) = &self.timer {
            if waker.will_wake(cx.waker()) {
                return Poll::Pending;
            }
            self.queue.cancel(*timer);
        }
        let timer = self.queue.set(deadline, cx.waker().clone());
        self.timer = Some((timer, cx.waker().clone()));
        Poll::Pending
    }
}
