//! Verdict: E-BURST
//!
//! Looks at the clock first and waits then. How late the tick really came it never learns.

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
        let now = self.queue.now();
        let due = self.next.unwrap_or(now);
        let late = now.saturating_duration_since(due);
        self.queue.sleep_until(due).await;
        let over = late.as_nanos() % self.period.as_nanos();
        let next = match self.missed {
            Missed::CatchUp => due + self.period,
            Missed::Delay => due + late + self.period,
            Missed::Skip => {
                due + late + self.period - Duration::from_nanos(over as u64)
            }
        };
        self.next = Some(next);
        due
    }
}
