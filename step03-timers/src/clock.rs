use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use step02_waker::Parker;

use crate::moment::{A_HUNDRED_YEARS, Moment};

/// Where a loop takes its time from: the system, or a number that the loop itself
/// moves on.
///
/// A virtual clock stands still while anything is ready, and jumps to the next
/// deadline when nothing is. So a program that waits only for timers runs the
/// same on both, but on a virtual clock without waiting. The idea is in tokio as
/// `time::pause`, and in asyncio's tests as a loop with a `time()` of its own.
///
/// Clones of a virtual clock show the same time.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step03_timers::Clock;
///
/// let clock = Clock::new_virtual();
/// let start = clock.now();
/// assert_eq!(clock.now(), start);
/// clock.advance_to(start + Duration::from_secs(60));
/// assert_eq!(clock.now() - start, Duration::from_secs(60));
/// ```
#[derive(Clone, Debug)]
pub struct Clock {
    /// `None` is the system's clock. Otherwise a [`Moment`], which never goes back.
    virtual_time: Option<Arc<AtomicU64>>,
}

impl Clock {
    /// The system's monotonic clock, [`Instant::now`].
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let before = Instant::now();
    /// assert!(step03_timers::Clock::real().now() >= before);
    /// ```
    #[must_use]
    pub fn real() -> Self {
        Self { virtual_time: None }
    }

    /// A virtual clock of its own.
    ///
    /// ```
    /// assert!(step03_timers::Clock::new_virtual().is_virtual());
    /// ```
    #[must_use]
    pub fn new_virtual() -> Self {
        let start = AtomicU64::new(Moment::of(Instant::now()).0);
        Self { virtual_time: Some(Arc::new(start)) }
    }

    /// Whether time passes only when the loop moves it on.
    ///
    /// ```
    /// assert!(!step03_timers::Clock::real().is_virtual());
    /// ```
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        self.virtual_time.is_some()
    }

    /// The time by this clock. Only differences mean something.
    ///
    /// ```
    /// let clock = step03_timers::Clock::real();
    /// assert!(clock.now() <= clock.now());
    /// ```
    #[must_use]
    pub fn now(&self) -> Instant {
        match &self.virtual_time {
            None => Instant::now(),
            Some(_) => self.moment().instant(),
        }
    }

    #[inline]
    pub(crate) fn moment(&self) -> Moment {
        match &self.virtual_time {
            None => Moment::of(Instant::now()),
            // Relaxed: the time is all that is read here, and threads that must
            // agree on more than that meet under a lock of their own.
            Some(time) => Moment(time.load(Ordering::Relaxed)),
        }
    }

    /// The moment `duration` from now, or a hundred years from now if that is sooner:
    /// an [`Instant`] can't say "in 500 billion years".
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let clock = step03_timers::Clock::new_virtual();
    /// let second = Duration::from_secs(1);
    /// assert_eq!(clock.after(second), clock.now() + second);
    /// assert!(clock.after(Duration::MAX) > clock.now());
    /// ```
    #[must_use]
    pub fn after(&self, duration: Duration) -> Instant {
        after(self.now(), duration)
    }

    /// Moves a virtual clock on to `moment`; does nothing if that has passed.
    ///
    /// # Panics
    ///
    /// On the real clock, which moves by itself; and when the clock would be 584 years
    /// ahead.
    ///
    /// ```
    /// let clock = step03_timers::Clock::new_virtual();
    /// let start = clock.now();
    /// clock.advance_to(start); // time never goes back
    /// assert_eq!(clock.now(), start);
    /// ```
    pub fn advance_to(&self, moment: Instant) {
        let time = self.virtual_time.as_ref();
        let time = time.expect("only a virtual clock can be advanced by hand");
        let moment = Moment::of(moment);
        assert!(
            moment < Moment(u64::MAX),
            "a virtual clock can't run for more than 584 years"
        );
        time.fetch_max(moment.0, Ordering::Relaxed);
    }

    /// Parks until `deadline` by this clock, or until the parker is woken. On a
    /// virtual clock the thread doesn't sleep: if nobody has woken the parker, the
    /// clock jumps to `deadline`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use step03_timers::{Clock, Parker};
    ///
    /// let (clock, parker) = (Clock::new_virtual(), Parker::new());
    /// let start = clock.now();
    /// let deadline = start + Duration::from_secs(60);
    /// parker.waker().wake();
    /// clock.park_until(&parker, deadline);
    /// assert_eq!(clock.now(), start);
    /// clock.park_until(&parker, deadline);
    /// assert_eq!(clock.now(), deadline);
    /// ```
    pub fn park_until(&self, parker: &Parker, deadline: Instant) {
        if !self.is_virtual() {
            parker.park_until(deadline);
        } else if !parker.park_until(Instant::now()) {
            self.advance_to(deadline);
        }
    }
}

pub(crate) fn after(moment: Instant, duration: Duration) -> Instant {
    moment + duration.min(A_HUNDRED_YEARS)
}
