use std::time::{Duration, Instant};

use crate::clock::after;
use crate::{now, sleep_until};

/// Returns a source of ticks, one every `period`, counted from the first, which comes
/// at once.
///
/// asyncio has no such thing; the idea is tokio's. (There the first tick is the
/// moment of the call.)
///
/// # Panics
///
/// When `period` is zero.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step03_timers::{Clock, block_on_with, interval, now};
///
/// block_on_with(Clock::new_virtual(), async {
///     let (start, period) = (now(), Duration::from_secs(1));
///     let mut interval = interval(period);
///     assert_eq!(interval.tick().await, start);
///     assert_eq!(interval.tick().await, start + period);
/// });
/// ```
#[must_use]
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    assert!(!period.is_zero(), "an interval needs a period longer than zero");
    Interval { period, next: None }
}

/// The source of ticks that [`interval`] returns.
///
/// ```
/// use std::time::Duration;
///
/// let interval = step03_timers::interval(Duration::from_secs(1));
/// assert!(format!("{interval:?}").contains("period: 1s"));
/// ```
#[derive(Debug)]
pub struct Interval {
    period: Duration,
    /// When the next tick is due; `None` before the first.
    next: Option<Instant>,
}

impl Interval {
    /// Waits for the next tick, and returns the moment at which it was due.
    ///
    /// Ticks keep their distance from the first one, so lateness doesn't add up;
    /// ticks that were missed come one after the other, without a wait. Dropping
    /// the returned future loses no tick.
    ///
    /// # Panics
    ///
    /// When polled outside a loop with timers.
    ///
    /// ```
    /// use std::time::Duration;
    /// use step03_timers::{Clock, block_on_with, interval, now, sleep};
    ///
    /// block_on_with(Clock::new_virtual(), async {
    ///     let (start, second) = (now(), Duration::from_secs(1));
    ///     let mut interval = interval(second);
    ///     interval.tick().await;
    ///     sleep(second * 3).await;
    ///     for missed in 1..=3 {
    ///         assert_eq!(interval.tick().await, start + second * missed);
    ///     }
    ///     assert_eq!(now(), start + second * 3);
    /// });
    /// ```
    pub async fn tick(&mut self) -> Instant {
        let due = self.next.unwrap_or_else(now);
        if self.next.is_some() {
            sleep_until(due).await;
        }
        self.next = Some(after(due, self.period));
        due
    }
}
