//! Verdict: E-CATCH-UP
//!
//! Believes that nobody can want what is over.

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
        let late = self.queue.now() - due;
        if self.missed == Missed::Delay {
            return due + late + self.period;
        }
        let over = late.as_nanos() % self.period.as_nanos();
        due + late + self.period - Duration::from_nanos(over as u64)
    }
}
