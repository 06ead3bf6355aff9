//! Exercise 13: a sleep on a given timer queue.
//!
//! The loop keeps the deadlines. All that a sleep does is to hand one over, and a waker
//! with it. Write that sleep.
//!
//! Given is the queue, a `TimerQueue`. By its clock it is `now()`. `set(deadline, waker)`
//! sets a timer: the waker is woken once, when the deadline has come. `set` returns a
//! name for the timer, a `probes::TimerId`, and `cancel(name)` forgets it.
//!
//! To write: what a `Sleep` holds, how it begins, and its `poll`. To reread: "The loop" in
//! `book/src/step03.md`. Check it with `cargo learn check e13_sleep`.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use probes::TimerQueue;

/// The future that [`sleep`] returns.
pub struct Sleep {
    // Yours.
}

/// Waits for `duration`, counted from this call, never shorter.
///
/// (Step 3's own `sleep` counts from its first poll. This one is like tokio's.)
///
/// While it waits, it has one timer set, for the waker of its latest poll. A duration
/// that leads beyond the last moment that an `Instant` can say means: for ever.
pub fn sleep(queue: &TimerQueue, duration: Duration) -> Sleep {
    todo!()
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        todo!()
    }
}
