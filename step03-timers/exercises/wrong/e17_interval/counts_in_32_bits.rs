//! Verdict: E-DRIFT
//!
//! Counts the periods in a `u32`, since a `Duration` can be multiplied by that.

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
        match self.missed {
            Missed::CatchUp => due + self.period,
            Missed::Delay => now + self.period,
            Missed::Skip => {
                let periods = (now - due).as_nanos() / self.period.as_nanos();
                due + self.period * (periods as u32) + self.period
            }
        }
    }
}
