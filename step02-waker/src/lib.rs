//! Step 2: a loop that sleeps.
//!
//! **What was wrong before.** Step 1 asks "are you done?" millions of times a
//! second, and the answer hardly ever changes.
//!
//! **The one idea.** Whoever can make the answer change says so: it calls the
//! [`Waker`](std::task::Waker) it found in the future's
//! [`Context`](std::task::Context). Until then the loop's thread is parked. A
//! [`Parker`] remembers a wake that comes before the park, so none is lost.
//!
//! ```
//! use std::time::Duration;
//!
//! let (sender, receiver) = step02_waker::oneshot::channel();
//! std::thread::spawn(move || sender.send("hello"));
//! assert_eq!(step02_waker::block_on(receiver), Ok("hello"));
//! ```
//!
//! What is left to mend: every [`sleep`] costs a thread.
//!
//! **Read next:** `parker.rs`, `block_on.rs`, `running.rs`, `yield_now.rs`,
//! `oneshot.rs`, `sleep.rs`.
#![forbid(unsafe_code)]

mod parker;

mod block_on;
mod running;

mod yield_now;

pub mod oneshot;
mod sleep;

// New here.
pub use parker::Parker;
pub use running::Running;
// Restated.
pub use block_on::block_on;
pub use sleep::sleep;
pub use yield_now::{YieldNow, yield_now};
// Kept from step 1.
pub use step01_poll::{Either, join, select};
