//! Step 5: a loop per thread.
//!
//! **What was wrong before.** One loop is one thread, and one thread is one core.
//!
//! **The one idea.** Don't share a loop, have several. Each is step 4's loop on a
//! thread of its own, with tasks that stay there. What crosses the threads is only
//! a message to a loop's inbox: "wake this task" or "here is a new one". For that a
//! waker has to mean the same on every thread, so it is no longer a reference to
//! anything but an *address*, a number: which loop, and which task of it.
//!
//! ```
//! use step05_multithread::{Runtime, spawn};
//!
//! let runtime = Runtime::new(2);
//! let sum = runtime.block_on(async {
//!     let there = runtime.handle(1).spawn(async { 40 }); // on the other loop
//!     let here = spawn(async { 2 }); // on this one, and needn't be `Send`
//!     there.await.expect("not aborted") + here.await.expect("not aborted")
//! });
//! assert_eq!(sum, 42);
//! ```
//!
//! A call that blocks would still freeze its loop: give it to [`spawn_blocking`],
//! which runs it on a thread of its own.
//!
//! **The price of speed.** Steps 1 to 4 are without `unsafe`. This one is to be as
//! quick as such a loop can be (`benches/RESULTS.md` says how quick it is, beside
//! others), and for that it needs some, in two modules: a waker that is a number
//! (`address.rs`), and tasks that lie in one piece of memory each, in a queue that moves
//! none of them (`tasks/`). Each file begins with the argument for it, or says where that
//! is.
//!
//! **Read next:** `event_loop.rs`, `address.rs`, `handle.rs`, `runtime.rs`,
//! `parker.rs`, `blocking.rs`, `shared_time.rs`; and then, in `tasks/`, `run_queue.rs`,
//! `header.rs`, `task.rs`, `join_handle.rs`, `memory.rs`, `slab.rs`.
#![deny(unsafe_code)]

mod event_loop;

#[expect(unsafe_code, reason = "see the safety argument at its top")]
mod address;

mod handle;
mod runtime;

mod parker;

mod blocking;

mod shared_time;

mod spawn;

#[expect(unsafe_code, reason = "see the safety arguments at the tops of its files")]
mod tasks;

// New here.
pub use blocking::spawn_blocking;
pub use handle::Handle;
pub use runtime::Runtime;
// Restated.
pub use shared_time::block_thread;
pub use spawn::spawn;
pub use tasks::JoinHandle;
// Kept from step 1.
pub use step01_poll::{Either, join, select};
// Kept from step 2.
pub use step02_waker::{YieldNow, oneshot, yield_now};
// Kept from step 3.
pub use step03_timers::{
    Clock, Elapsed, Interval, Sleep, interval, now, sleep, sleep_until, timeout,
};
// Kept from step 4.
pub use step04_spawn::{JoinError, Panic, SlowPoll, on_slow_poll, warn_slow_polls};

/// A group of tasks, joined in the order in which they end, and aborted when the
/// set is dropped: step 4's, for step 5's join handles.
///
/// ```
/// use step05_multithread::{JoinSet, Runtime};
///
/// Runtime::new(1).block_on(async {
///     let mut set = JoinSet::new();
///     set.spawn(async { 7 });
///     assert!(matches!(set.join_next().await, Some(Ok(7))));
/// });
/// ```
pub type JoinSet<T> = step04_spawn::HandleSet<JoinHandle<T>>;
