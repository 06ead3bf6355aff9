//! Exercise 17: an interval after missed ticks.

use std::time::{Duration, Instant};

use probes::TimerQueue;

/// Which tick is the next one after a late one. A tick is late if the clock shows more than
/// the moment at which it was due when it comes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Missed {
    /// The one that is due a period after the late one, as always. So all that were missed
    /// come, one after the other, without a wait.
    CatchUp,
    /// The first that is due after the present; those in between are left out, and so is
    /// one that is due just now. The ticks keep their distance from the first: it is always
    /// a multiple of the period.
    Skip,
    /// One that is due a period from now, and the others after that.
    Delay,
}

/// A source of ticks.
pub struct Interval {
    queue: TimerQueue,
    period: Duration,
    missed: Missed,
    /// When the next tick is due; `None` before the first.
    next: Option<Instant>,
}

/// Returns a source of ticks, one every `period`, which is longer than zero.
pub fn interval(queue: &TimerQueue, period: Duration, missed: Missed) -> Interval {
    Interval { queue: queue.clone(), period, missed, next: None }
}

impl Interval {
    /// Waits for the next tick, and returns the moment at which it was due.
    ///
    /// The first tick is due when this is called for the first time, and comes at once.
    /// Dropping the returned future loses no tick: the next call waits for the same one.
    pub async fn tick(&mut self) -> Instant {
        let due = self.next.unwrap_or_else(|| self.queue.now());
        self.queue.sleep_until(due).await;
        // Nothing is written down before the wait: it may be the last we see.
        self.next = Some(self.after(due));
        due
    }

    /// When the tick after the one that was due then is due.
    fn after(&self, due: Instant) -> Instant {
        let late = self.queue.now() - due;
        match self.missed {
            Missed::Delay => due + late + self.period,
            Missed::CatchUp => due + self.period,
            Missed::Skip => {
                // Less than a period, so it fits into 64 bits for 584 years.
                let over = late.as_nanos() % self.period.as_nanos();
                due + late + self.period - Duration::from_nanos(over as u64)
            }
        }
    }
}
