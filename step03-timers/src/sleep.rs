use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::moment::Moment;
use crate::timers::NO_LOOP;
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
        Timers::with_current(|timers| self.state.poll(timers, cx.waker()))
            .expect(NO_LOOP)
    }
}

impl State {
    fn poll(&mut self, timers: &Timers, waker: &Waker) -> Poll<()> {
        if let State::Set(timer, _) = *self {
            if timers.update(timer, waker) {
                return Poll::Pending;
            }
            if timers.have_set(timer) {
                *self = State::Over; // it has fired
            }
        }
        if let State::Over = *self {
            return Poll::Ready(());
        }
        let now = timers.moment();
        let deadline = match *self {
            // It was another loop's, and time may be left.
            State::Set(_, deadline) if deadline > now => deadline,
            State::Set(..) | State::Over => {
                *self = State::Over;
                return Poll::Ready(());
            }
            State::Until(deadline) => deadline,
            State::After(duration) => now.after(duration),
        };
        if deadline <= now {
            *self = State::Over;
            waker.wake_by_ref();
        } else {
            *self = State::Set(timers.insert_at(deadline, waker.clone()), deadline);
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let State::Set(timer, _) = self.state {
            Timers::with_latest(|timers| timers.cancel(timer));
        }
    }
}
