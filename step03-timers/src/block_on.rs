use std::pin::pin;
use std::task::{Context, Poll};

use step02_waker::{Parker, Running};

use crate::{Clock, Timers};

/// Runs a future to its end on the current thread and returns its output. While
/// the future waits, the thread sleeps until it is woken or a timer is due.
///
/// The counterpart of `asyncio.run` for a single coroutine.
///
/// # Panics
///
/// When a loop is running on this thread already; and when the future panics, the
/// panic passes through.
///
/// # Examples
///
/// ```
/// assert_eq!(step03_timers::block_on(async { 40 + 2 }), 42);
/// ```
#[track_caller]
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    block_on_with(Clock::real(), future)
}

/// Like [`block_on`], on a clock of the caller's choice.
///
/// # Panics
///
/// As [`block_on`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step03_timers::{Clock, block_on_with, sleep};
///
/// let (clock, an_hour) = (Clock::new_virtual(), Duration::from_secs(3600));
/// let start = clock.now();
/// block_on_with(clock.clone(), sleep(an_hour)); // returns at once
/// assert_eq!(clock.now(), start + an_hour);
/// ```
#[track_caller]
pub fn block_on_with<F: IntoFuture>(clock: Clock, future: F) -> F::Output {
    let _running = Running::enter();
    let parker = Parker::new();
    let timers = Timers::enter(clock);
    let waker = parker.waker();
    let mut future = pin!(future.into_future());
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        match timers.next_deadline() {
            Some(deadline) => timers.clock().park_until(&parker, deadline),
            None => parker.park(),
        }
        timers.fire_due();
    }
}
