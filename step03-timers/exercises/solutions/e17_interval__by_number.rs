//! Exercise 17, another way: a tick is a number, counted from the first one. Only `Delay`
//! moves that.

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
    first: Option<Instant>,
    number: u128,
}

pub fn interval(queue: &TimerQueue, period: Duration, missed: Missed) -> Interval {
    Interval { queue: queue.clone(), period, missed, first: None, number: 0 }
}

impl Interval {
    pub async fn tick(&mut self) -> Instant {
        let first = *self.first.get_or_insert_with(|| self.queue.now());
        let due = first + self.span(self.number);
        self.queue.sleep_until(due).await;
        let now = self.queue.now();
        match self.missed {
            Missed::CatchUp => self.number += 1,
            Missed::Skip => {
                let periods = (now - first).as_nanos() / self.period.as_nanos();
                self.number = periods + 1;
            }
            Missed::Delay => {
                self.first = Some(now);
                self.number = 1;
            }
        }
        due
    }

    fn span(&self, periods: u128) -> Duration {
        const SECOND: u128 = 1_000_000_000;
        let nanos = self.period.as_nanos() * periods;
        Duration::new((nanos / SECOND) as u64, (nanos % SECOND) as u32)
    }
}
