//! Exercise 15: what nobody waits for is forgotten.
//!
//! A connection is closed after 30 seconds of silence. Each message that arrives puts the
//! moment off, and when the connection is closed by hand, there is nothing left to wait
//! for. So a sleep has to be dropped and to be reset, and its timer has to follow.
//!
//! Given is the queue of exercise 13: `now()`, `set(deadline, waker)`, which returns a name
//! for the timer (a `probes::TimerId`), and `cancel(name)`, which does nothing if that timer
//! is over.
//!
//! To write: what a `Sleep` holds, how it begins, `poll`, `reset` and `drop`. You may
//! begin with your answer to exercise 13. To reread: "Cancelling" in
//! `book/src/step03.md`. Check it with `cargo learn check e15_forget`.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use probes::TimerQueue;

/// The future that [`sleep_until`] returns.
///
/// It has a timer set exactly while somebody waits for it: from a poll that says
/// `Pending` until it says `Ready` or is dropped. That is one timer, for the waker of the
/// latest poll.
pub struct Sleep {
    // Yours.
}

/// Waits until `deadline`.
pub fn sleep_until(queue: &TimerQueue, deadline: Instant) -> Sleep {
    todo!()
}

impl Sleep {
    /// Puts the deadline off, or brings it forward.
    ///
    /// Whoever waits for it is woken at the new deadline, without another poll before
    /// that. A sleep that is over can be reset too: then it is pending again.
    pub fn reset(&mut self, deadline: Instant) {
        todo!()
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        todo!()
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        todo!()
    }
}
