use std::fmt;
use std::time::Duration;

use step01_poll::{Either, select};

use crate::sleep;

/// Runs a future for at most `limit`, counted from the first poll.
///
/// When the limit is reached first, the future is dropped where it stands. When
/// both are ready at once, the future wins. The counterpart of `asyncio.wait_for`,
/// which cancels by an exception that the coroutine may catch; a dropped future
/// has no say in it.
///
/// # Errors
///
/// [`Elapsed`] when the limit was reached first.
///
/// # Panics
///
/// When polled outside a loop with timers.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step03_timers::{Clock, Elapsed, block_on_with, sleep, timeout};
///
/// let (short, long) = (Duration::from_secs(1), Duration::from_secs(60));
/// block_on_with(Clock::new_virtual(), async {
///     assert_eq!(timeout(long, sleep(short)).await, Ok(()));
///     assert_eq!(timeout(short, sleep(long)).await, Err(Elapsed));
/// });
/// ```
pub async fn timeout<F: IntoFuture>(
    limit: Duration,
    future: F,
) -> Result<F::Output, Elapsed> {
    match select(future, sleep(limit)).await {
        Either::Left(output) => Ok(output),
        Either::Right(()) => Err(Elapsed),
    }
}

/// The limit of a [`timeout`] was reached before its future was done.
///
/// ```
/// assert_eq!(step03_timers::Elapsed.to_string(), "the time limit was reached");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed;

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time limit was reached")
    }
}

impl std::error::Error for Elapsed {}
