//! Exercise 17, another way: `tick` returns a future of its own, which changes the interval
//! in its last poll only.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use probes::{SleepUntil, TimerQueue};

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

struct Tick<'a> {
    interval: &'a mut Interval,
    due: Instant,
    sleep: SleepUntil,
}

impl Interval {
    pub fn tick(&mut self) -> impl Future<Output = Instant> {
        // Until the first tick has come, this is only a guess.
        let due = *self.next.get_or_insert(self.queue.now());
        let sleep = self.queue.sleep_until(due);
        Tick { interval: self, due, sleep }
    }
}

impl Future for Tick<'_> {
    type Output = Instant;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Instant> {
        ready!(Pin::new(&mut self.sleep).poll(cx));
        let (now, due) = (self.interval.queue.now(), self.due);
        let period = self.interval.period;
        let since = match self.interval.missed {
            Missed::CatchUp => due,
            Missed::Delay => now,
            Missed::Skip => {
                let over = (now - due).as_nanos() % period.as_nanos();
                now - Duration::from_nanos(over as u64)
            }
        };
        self.interval.next = Some(since + period);
        Poll::Ready(due)
    }
}
