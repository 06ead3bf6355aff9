//! Exercise 17: an interval after missed ticks.
//!
//! A lighthouse flashes every ten seconds. At one time the keeper is busy for half a
//! minute. What about the flashes that he missed? Shall they come now, all at once? Shall
//! they be left out? Or shall everything be later from now on? Each is right for somebody.
//!
//! Given is the queue of the exercises before: `now()` is the time, and
//! `sleep_until(moment)` is a future that is ready then, at once if the moment has passed.
//!
//! To write: what an `Interval` holds, how it begins, and its `tick`. To reread: "The same
//! thing elsewhere" in `book/src/step03.md`, and `step03-timers/src/interval.rs`, which
//! knows only how to catch up. Check it with `cargo learn check e17_interval`.

use std::time::{Duration, Instant};

use probes::TimerQueue;

/// Which tick is the next one after a late one. A tick is late if the clock shows more than
/// the moment at which it was due when it comes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Missed {
    /// The one that is due a period after the late one, as always. So all that were missed
    /// come, one after the other, without a wait.
    CatchUp,
    /// The first that is due after the present; those in between are left out, and so is
    /// one that is due just now. The ticks keep their distance from the first: it is always
    /// a multiple of the period.
    Skip,
    /// One that is due a period from now, and the others after that.
    Delay,
}

/// A source of ticks.
pub struct Interval {
    // Yours.
}

/// Returns a source of ticks, one every `period`, which is longer than zero.
pub fn interval(queue: &TimerQueue, period: Duration, missed: Missed) -> Interval {
    todo!()
}

impl Interval {
    /// Waits for the next tick, and returns the moment at which it was due.
    ///
    /// The first tick is due when this is called for the first time, and comes at once.
    /// Dropping the returned future loses no tick: the next call waits for the same one.
    pub async fn tick(&mut self) -> Instant {
        todo!()
    }
}
