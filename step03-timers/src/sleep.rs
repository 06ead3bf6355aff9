use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use crate::moment::Moment;
use crate::{TimerKey, Timers};

/// Waits for `duration`, counted from the first poll, never shorter.
///
/// It gives control back at least once, also for a duration of zero. A duration
/// of more than a hundred years counts as a hundred years.
///
/// The counterpart of `asyncio.sleep`. (In tokio the time counts from the call, as
/// it does here for [`sleep_until`].)
///
/// # Panics
///
/// When polled outside a loop with timers.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step03_timers::{Clock, block_on_with, now, sleep};
///
/// block_on_with(Clock::new_virtual(), async {
///     let start = now();
///     sleep(Duration::from_secs(5)).await;
///     assert_eq!(now() - start, Duration::from_secs(5));
/// });
/// ```
pub fn sleep(duration: Duration) -> Sleep {
    Sleep { state: State::After(duration) }
}

/// Waits until `deadline`, never shorter.
///
/// It gives control back at least once, also when the deadline has passed.
///
/// # Panics
///
/// When polled outside a loop with timers.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step03_timers::{Clock, block_on_with, now, sleep_until};
///
/// block_on_with(Clock::new_virtual(), async {
///     let deadline = now() + Duration::from_secs(5);
///     sleep_until(deadline).await;
///     assert_eq!(now(), deadline);
/// });
/// ```
pub fn sleep_until(deadline: Instant) -> Sleep {
    Sleep { state: State::Until(Moment::of(deadline)) }
}

/// The future that [`sleep`] and [`sleep_until`] return. Dropping it forgets the
/// timer, if that is done on the thread of its loop.
///
/// ```
/// use std::time::Duration;
/// use step03_timers::{Clock, Timers, block_on_with, select, sleep, yield_now};
///
/// block_on_with(Clock::new_virtual(), async {
///     select(sleep(Duration::from_secs(1)), yield_now()).await; // drops the sleep
///     assert_eq!(Timers::current().next_deadline(), None);
/// });
/// ```
#[derive(Debug)]
#[must_use = "a future does nothing until it is polled"]
pub struct Sleep {
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Not polled yet.
    After(Duration),
    Until(Moment),
    /// A timer is set, at the loop that polled last.
    Set(TimerKey, Moment),
    /// The deadline has come.
    Over,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let timers = Timers::current();
        if let State::Set(timer, _) = self.state {
            if timers.update(timer, cx.waker()) {
                return Poll::Pending;
            }
            if timers.have_set(timer) {
                self.state = State::Over; // it has fired
            }
        }
        if let State::Over = self.state {
            return Poll::Ready(());
        }
        let now = timers.clock().moment();
        let deadline = match self.state {
            // It was another loop's, and time may be left.
            State::Set(_, deadline) if deadline > now => deadline,
            State::Set(..) | State::Over => {
                self.state = State::Over;
                return Poll::Ready(());
            }
            State::Until(deadline) => deadline,
            State::After(duration) => now.after(duration),
        };
        if deadline <= now {
            self.state = State::Over;
            cx.waker().wake_by_ref();
        } else {
            let timer = timers.insert_at(deadline, cx.waker().clone());
            self.state = State::Set(timer, deadline);
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let State::Set(timer, _) = self.state {
            let waker = Timers::with_current(|timers| timers.take(timer));
            drop(waker); // foreign code, so no borrow is left
        }
    }
}
