//! Step 1: a loop that asks.
//!
//! **What was wrong before.** Calling an `async fn` runs none of it. It returns a
//! future: a state machine that stands still until somebody calls
//! [`poll`](Future::poll).
//!
//! **The one idea.** [`block_on`] is that somebody. It polls the future, and while
//! the answer is `Pending` it polls again. [`RoundRobin`] does the same for a whole
//! queue of futures, each polled in its turn, and that is already all there is to
//! *cooperative multitasking*.
//!
//! ```
//! let sum = step01_poll::block_on(async {
//!     step01_poll::yield_now().await;
//!     40 + 2
//! });
//! assert_eq!(sum, 42);
//! ```
//!
//! What is left to mend: while it waits, this loop burns a whole core.
//!
//! **Read next:** `block_on.rs`, `yield_now.rs`, `sleep.rs`, `round_robin.rs`,
//! `join.rs`, `select.rs`.
#![forbid(unsafe_code)]

mod block_on;
mod yield_now;

mod sleep;

mod round_robin;

mod join;
mod select;

pub use block_on::block_on;
pub use join::join;
pub use round_robin::RoundRobin;
pub use select::{Either, select};
pub use sleep::sleep;
pub use yield_now::{YieldNow, yield_now};
