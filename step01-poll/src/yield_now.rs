use std::pin::Pin;
use std::task::{Context, Poll};

/// Gives control back to the loop once, and goes on at the next poll.
///
/// The counterpart of `await asyncio.sleep(0)`.
///
/// # Examples
///
/// ```
/// use std::cell::RefCell;
/// use step01_poll::{block_on, join, yield_now};
///
/// let log = RefCell::new(Vec::new());
/// let twice = async |name| {
///     log.borrow_mut().push(name);
///     yield_now().await;
///     log.borrow_mut().push(name);
/// };
/// block_on(join(twice("a"), twice("b")));
/// assert_eq!(*log.borrow(), ["a", "b", "a", "b"]);
/// ```
pub fn yield_now() -> YieldNow {
    YieldNow { yielded: false }
}

/// The future that [`yield_now`] returns: `Pending` once, then `Ready`.
///
/// ```
/// use std::pin::pin;
/// use std::task::{Context, Waker};
///
/// let mut cx = Context::from_waker(Waker::noop());
/// let mut yielding = pin!(step01_poll::yield_now());
/// assert!(yielding.as_mut().poll(&mut cx).is_pending());
/// assert!(yielding.as_mut().poll(&mut cx).is_ready());
/// ```
#[derive(Debug)]
#[must_use = "a future does nothing until it is polled"]
pub struct YieldNow {
    yielded: bool,
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        Poll::Pending
    }
}
