//! Verdict: E-DRIFT
//!
//! Works in whole milliseconds, and so forgets the nanoseconds of the period.

use probes::TimerQueue;
use std::time::{Duration, Instant};
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
        let now = self.queue.now();
        self.next = Some(match self.missed {
            Missed::CatchUp => due + self.period,
            Missed::Delay => now + self.period,
            Missed::Skip => {
                let n = (now - due).as_millis() / self.period.as_millis();
                due + Duration::from_millis(
                    (self.period.as_millis() * (n + 1)) as u64,
                )
            }
        });
        due
    }
}
