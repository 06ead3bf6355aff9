//! Verdict: E-WRONG-CLOCK
//!
//! Waits by the clock of the queue, and works out the next tick by that of the system.

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
        let now = Instant::now();
        self.next = Some(match self.missed {
            Missed::CatchUp => due + self.period,
            Missed::Delay => now + self.period,
            Missed::Skip => {
                let late =
                    now.duration_since(due).as_nanos() % self.period.as_nanos();
                now + (self.period
                    - Duration::new(
                        (late / 1_000_000_000) as u64,
                        (late % 1_000_000_000) as u32,
                    ))
            }
        });
        due
    }
}
