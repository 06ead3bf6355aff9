use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// What moments are counted from.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// An [`Instant`] can't say "in 500 billion years".
pub(crate) const A_HUNDRED_YEARS: Duration =
    Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// An [`Instant`] as one number: nanoseconds since this process first asked. So it can
/// be compared, and written in base 64, without further ado.
///
/// Nothing is earlier than the start, nor later than 584 years after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) u64);

impl Moment {
    pub(crate) fn of(instant: Instant) -> Self {
        let nanos = instant.saturating_duration_since(*START).as_nanos();
        Self(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    pub(crate) fn instant(self) -> Instant {
        *START + Duration::from_nanos(self.0)
    }

    /// The moment `duration` from here, or a hundred years if that is less.
    #[inline]
    pub(crate) fn after(self, duration: Duration) -> Self {
        let nanos = duration.min(A_HUNDRED_YEARS).as_nanos() as u64; // there is room
        Self(self.0.saturating_add(nanos))
    }
}
