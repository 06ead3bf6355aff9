//! Step 3: a loop that knows the time.
//!
//! **What was wrong before.** In step 2 every sleep costs a thread, and all those
//! threads do is wait.
//!
//! **The one idea.** The loop keeps the deadlines itself, in [`Timers`], and parks
//! until the earliest of them. And since all it ever does with time is to wait for
//! the next deadline, it can also skip the wait: on a virtual [`Clock`], eleven
//! seconds pass in no time, in the same order.
//!
//! ```
//! use std::time::Duration;
//! use step03_timers::{Clock, block_on_with, now, sleep};
//!
//! let slept = block_on_with(Clock::new_virtual(), async {
//!     let start = now();
//!     sleep(Duration::from_secs(11)).await;
//!     now() - start
//! });
//! assert_eq!(slept, Duration::from_secs(11));
//! ```
//!
//! What is left to mend: whatever runs side by side has to be joined into one
//! future by hand; nothing outlives the future that awaits it.
//!
//! **Read next:** `block_on.rs`, `clock.rs`, `moment.rs`, `timers.rs`, `wheel.rs`,
//! `sleep.rs`, `timeout.rs`, `interval.rs`.
#![forbid(unsafe_code)]

mod block_on;
mod clock;
mod moment;
mod timers;
mod wheel;

mod interval;
mod sleep;
mod timeout;

mod contain;

// New here.
pub use clock::Clock;
pub use contain::contain;
pub use interval::{Interval, interval};
pub use timeout::{Elapsed, timeout};
pub use timers::{EnteredTimers, TimerKey, Timers, now};
// Restated.
pub use block_on::{block_on, block_on_with};
pub use sleep::{Sleep, sleep, sleep_until};
// Kept from step 1.
pub use step01_poll::{Either, join, select};
// Kept from step 2.
pub use step02_waker::{Parker, Running, YieldNow, oneshot, yield_now};
