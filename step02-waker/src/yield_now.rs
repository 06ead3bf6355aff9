use std::pin::Pin;
use std::task::{Context, Poll};

/// Gives control back to the loop once, and goes on at the next poll.
///
/// As in step 1, but for one line: since this loop doesn't ask again by itself,
/// the future asks for its next poll. The counterpart of `await asyncio.sleep(0)`.
///
/// # Examples
///
/// ```
/// let answer = step02_waker::block_on(async {
///     step02_waker::yield_now().await;
///     42
/// });
/// assert_eq!(answer, 42);
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
/// let mut yielding = pin!(step02_waker::yield_now());
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

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
