use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::lock;

/// A clock that moves only when told to. Clones show the same time.
///
/// ```
/// use std::time::Duration;
///
/// let clock = probes::SimClock::new();
/// let start = clock.now();
/// clock.advance(Duration::from_secs(3600));
/// assert_eq!(clock.now() - start, clock.elapsed());
/// ```
#[derive(Clone, Debug)]
pub struct SimClock {
    start: Instant,
    elapsed: Arc<Mutex<Duration>>,
}

impl SimClock {
    /// A clock that stands still.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now(), elapsed: Arc::default() }
    }

    /// The time it shows.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.start + self.elapsed()
    }

    /// How far it was moved so far.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        *lock(&self.elapsed)
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        *lock(&self.elapsed) += by;
    }
}

impl Default for SimClock {
    fn default() -> Self {
        Self::new()
    }
}
