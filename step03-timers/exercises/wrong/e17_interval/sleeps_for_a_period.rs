//! Verdict: E-DRIFT
//!
//! Sleeps for a period after each tick. What is done between two ticks comes on top.

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
    first: bool,
}

pub fn interval(queue: &TimerQueue, period: Duration, missed: Missed) -> Interval {
    Interval { queue: queue.clone(), period, missed, first: true }
}

impl Interval {
    pub async fn tick(&mut self) -> Instant {
        if self.first {
            self.first = false;
        } else {
            self.queue.sleep_until(self.queue.now() + self.period).await;
        }
        self.queue.now()
    }
}
