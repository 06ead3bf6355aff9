//! Verdict: E-SELF-WAKE
//!
//! Asks to be polled again at once, and looks at the clock each time.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use probes::TimerQueue;

pub struct Sleep {
    queue: TimerQueue,
    deadline: Instant,
}

pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    Sleep { queue: queue.clone(), deadline: queue.now() + duration }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.queue.now() >= self.deadline {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
