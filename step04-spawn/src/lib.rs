//! Step 4: a loop with a run queue.
//!
//! **What was wrong before.** Up to step 3 the loop runs one future. Whatever runs
//! side by side has to be joined into it, and ends with it.
//!
//! **The one idea.** [`spawn`] makes a future a *task*: the loop owns it, and each
//! task has a waker of its own, which puts that task in the *run queue*. A turn of
//! the loop polls what was in the queue when the turn began. A waiting task is in
//! no queue at all, so a million of them cost nothing until they are woken.
//!
//! ```
//! use step04_spawn::{block_on, spawn};
//!
//! let sum = block_on(async {
//!     let task = spawn(async { 40 });
//!     task.await.expect("it neither panics nor is aborted") + 2
//! });
//! assert_eq!(sum, 42);
//! ```
//!
//! What is left to mend: all of it happens on one core.
//!
//! **Read next:** `block_on.rs`, `run_queue.rs`, `task_waker.rs`,
//! `inbox.rs`, `task.rs`, `join_handle.rs`, `join_error.rs`, `join_set.rs`, `slow_poll.rs`.
#![forbid(unsafe_code)]

mod block_on;

mod run_queue;

mod inbox;
mod task_waker;

mod join_error;
mod join_handle;
mod join_set;
mod task;

mod block_thread;
mod slow_poll;

// New here.
pub use block_thread::block_thread;
pub use inbox::Inbox;
pub use join_error::{JoinError, Panic};
pub use join_handle::JoinHandle;
pub use join_set::{HandleSet, JoinSet, Spawned};
pub use run_queue::{Key, OpenRunQueue, RunQueue, Turn};
pub use slow_poll::{
    SlowPoll, SlowPolls, WatchedLoop, on_slow_poll, warn_slow_polls,
};
pub use task::{QUEUE, Task, spawn, task};
// Restated.
pub use block_on::{block_on, block_on_with};
// Kept from step 1.
pub use step01_poll::{Either, join, select};
// Kept from step 2.
pub use step02_waker::{Parker, Running, YieldNow, oneshot, yield_now};
// Kept from step 3.
pub use step03_timers::{
    Clock, Elapsed, EnteredTimers, Interval, Sleep, TimerKey, Timers, contain,
    interval, now, sleep, sleep_until, timeout,
};
