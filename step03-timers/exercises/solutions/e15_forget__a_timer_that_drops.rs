//! Exercise 15, another way: the timer is a value with a destructor of its own, so that to
//! replace it and to drop it are the same.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use probes::{TimerId, TimerQueue};

struct Timer {
    queue: TimerQueue,
    name: TimerId,
    waker: Waker,
}

impl Timer {
    fn set(queue: &TimerQueue, deadline: Instant, waker: Waker) -> Self {
        let name = queue.set(deadline, waker.clone());
        Self { queue: queue.clone(), name, waker }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.queue.cancel(self.name);
    }
}

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
    timer: Option<Timer>,
}

pub fn sleep_until(queue: &TimerQueue, deadline: Instant) -> Sleep {
    Sleep { queue: queue.clone(), deadline, timer: None }
}

impl Sleep {
    pub fn reset(&mut self, deadline: Instant) {
        self.deadline = deadline;
        if let Some(timer) = self.timer.take() {
            let waker = timer.waker.clone();
            self.timer = Some(Timer::set(&self.queue, deadline, waker));
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // Whatever comes, the timer of the poll before is out of date.
        self.timer = None;
        if self.deadline <= self.queue.now() {
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        self.timer = Some(Timer::set(&self.queue, self.deadline, waker));
        Poll::Pending
    }
}
