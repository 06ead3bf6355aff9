//! Verdict: E-BURST
//!
//! Skips to the first tick that isn't over. If that is due this very moment, two come at once.

use std::time::{Duration, Instant};

use probes::TimerQueue;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Missed {
    CatchUp,
    Skip,
    Delay,
}

pub struct Interval {
    queue: TimerQueue,
    period: Duration,
    missed: Missed,
    next: Option<Instant>,
}

pub fn interval(queue: &TimerQueue, period: Duration, missed: Missed) -> Interval {
    Interval { queue: queue.clone(), period, missed, next: None }
}

impl Interval {
    pub async fn tick(&mut self) -> Instant {
        let due = self.next.unwrap_or_else(|| self.queue.now());
        self.queue.sleep_until(due).await;
        self.next = Some(self.after(due));
        due
    }

    fn after(&self, due: Instant) -> Instant {
        let now = self.queue.now();
        let late = now - due;
        match self.missed {
            Missed::CatchUp => due + self.period,
            Missed::Delay => now + self.period,
            Missed::Skip if late.is_zero() => due + self.period,
            Missed::Skip => {
                let periods = late.as_nanos().div_ceil(self.period.as_nanos());
                let nanos = periods * self.period.as_nanos();
                due + Duration::from_nanos(nanos as u64)
            }
        }
    }
}
