//! Verdict: E-TICK-LOST
//!
//! Writes the next tick down, and then waits for this one. If the wait is dropped, this one
//! is gone.

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
        self.next = Some(due + self.period);
        self.queue.sleep_until(due).await;
        self.next = Some(self.after(due));
        due
    }

    fn after(&self, due: Instant) -> Instant {
        let late = self.queue.now() - due;
        match self.missed {
            Missed::Delay => due + late + self.period,
            Missed::CatchUp => due + self.period,
            Missed::Skip => {
                let over = late.as_nanos() % self.period.as_nanos();
                due + late + self.period - Duration::from_nanos(over as u64)
            }
        }
    }
}
