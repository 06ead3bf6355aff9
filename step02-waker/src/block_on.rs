use std::pin::pin;
use std::task::{Context, Poll};

use crate::{Parker, Running};

/// Runs a future to its end on the current thread and returns its output. While
/// the future waits, the thread sleeps.
///
/// The counterpart of `asyncio.run` for a single coroutine.
///
/// # Panics
///
/// When a loop is running on this thread already; and when the future panics, the
/// panic passes through.
///
/// A future that returns `Pending` and lets nobody keep its waker is never polled
/// again: `block_on` then waits for ever.
///
/// # Examples
///
/// ```
/// assert_eq!(step02_waker::block_on(async { 40 + 2 }), 42);
/// ```
#[track_caller]
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    let _running = Running::enter();
    let parker = Parker::new();
    let waker = parker.waker();
    let mut future = pin!(future.into_future());
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        parker.park();
    }
}
