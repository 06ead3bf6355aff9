use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Runs two futures side by side until the first of them is done, and drops the
/// other where it stands: that is how Rust cancels.
///
/// Each poll polls `a`, then `b`, so when both are ready at once, `a` wins. The
/// counterpart of `asyncio.wait(…, return_when=FIRST_COMPLETED)`, which, unlike
/// this, leaves the loser running.
///
/// # Examples
///
/// ```
/// use step01_poll::{Either, block_on, select, yield_now};
///
/// let slow = async {
///     yield_now().await;
///     "slow"
/// };
/// assert_eq!(block_on(select(slow, async { 1 })), Either::Right(1));
/// ```
pub async fn select<A: IntoFuture, B: IntoFuture>(
    a: A,
    b: B,
) -> Either<A::Output, B::Output> {
    let mut a = pin!(a.into_future());
    let mut b = pin!(b.into_future());
    poll_fn(|cx| {
        if let Poll::Ready(output) = a.as_mut().poll(cx) {
            return Poll::Ready(Either::Left(output));
        }
        b.as_mut().poll(cx).map(Either::Right)
    })
    .await
}

/// Which of the two futures of a [`select`] was done first, with its output.
///
/// # Examples
///
/// ```
/// use step01_poll::{Either, block_on, select};
///
/// let winner = block_on(select(async { "left" }, async { "right" }));
/// assert_eq!(winner, Either::Left("left"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Either<A, B> {
    /// The first future won.
    Left(A),
    /// The second future won.
    Right(B),
}
