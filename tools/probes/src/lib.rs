//! Futures, wakers and values that tell what an executor does to them.
//!
//! An executor and its futures talk to each other where nobody listens: who was
//! polled, whose waker was kept, who was woken, what was dropped. A probe stands in
//! for one side of that talk and writes down what it hears. None of them knows any
//! runtime, so they work on yours as well.
//!
//! | to watch | take |
//! |---|---|
//! | what an executor does to a future | [`Probe`], around any future |
//! | what a future does to its waker | [`Driver`], which polls by hand |
//! | a waker: who keeps it, who wakes it | [`WakerProbe`] |
//! | a future that somebody else completes | [`event`] |
//! | a future that takes a number of polls | [`ready_on_poll`] |
//! | what is dropped, and when | [`DropCounter`] |
//! | in which order things happen | [`Trace`] |
//! | a clock that moves only when told to | [`SimClock`] |
//! | what a future does to a loop's timers | [`TimerQueue`] |
//! | whether a type has a trait | [`implements!`] |
//! | whether a future may go to another thread | [`is_send!`] |
//!
//! Each probe has a name and is known to a registry of the whole process, so that
//! [`explain`] can say, when a program hangs, what everybody is waiting for:
//!
//! ```
//! use probes::{Driver, event};
//!
//! let (letter, arrives) = event::<&str>("the letter");
//! letter.woken_by("the postman, who calls `complete`");
//! let mut reader = Driver::new("the reader", arrives);
//! assert!(reader.poll().is_pending());
//! assert_eq!(reader.held(), 1, "the event keeps a clone of the reader's waker");
//!
//! let explained = probes::explain();
//! assert!(explained.contains("the reader: pending since poll 1"));
//! assert!(explained.contains("should be woken by the postman"));
//! assert_eq!(reader.held(), 1, "and to explain changes nothing");
//!
//! letter.complete("Dear reader");
//! assert_eq!(reader.wakes(), 1);
//! assert_eq!(reader.poll(), std::task::Poll::Ready("Dear reader"));
//! ```
#![forbid(unsafe_code)]

mod probe;
mod waker;

mod driver;
mod event;
mod ready_on_poll;

mod clock;
mod timer_queue;

mod drops;
mod trace;

mod implements;
mod is_send;
mod registry;

pub use clock::SimClock;
pub use driver::Driver;
pub use drops::{DropCounter, DropGuard};
pub use event::{Event, Happening, event};
pub use implements::__Fallback;
pub use is_send::{__IsSend, __NotSend};
pub use probe::{POLLED_AFTER_READY, Probe, Probed, State};
pub use ready_on_poll::{ReadyOnPoll, ready_on_poll};
pub use registry::{Describe, explain, register};
pub use timer_queue::{SleepUntil, TimerId, TimerQueue};
pub use trace::Trace;
pub use waker::WakerProbe;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, whether or not somebody panicked: a probe is of most use after that.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
