use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Runs a future to its end on the current thread and returns its output.
///
/// It polls without a pause, so it uses a whole core for as long as it waits. The
/// waker that it hands to the future does nothing, since nobody sleeps here.
///
/// The counterpart of driving a Python coroutine by hand with `coro.send(None)`
/// until `StopIteration` carries its result.
///
/// # Panics
///
/// When the future panics, the panic passes through.
///
/// # Examples
///
/// ```
/// assert_eq!(step01_poll::block_on(async { 40 + 2 }), 42);
/// ```
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    let mut future = pin!(future.into_future());
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        std::hint::spin_loop();
    }
}
