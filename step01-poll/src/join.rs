use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Runs two futures side by side and returns both outputs once both are done.
///
/// Each poll polls the first, then the second; one that is done isn't polled again.
/// The counterpart of `asyncio.gather`; but that makes a task of each, and here
/// both live inside the future that awaits them.
///
/// # Examples
///
/// ```
/// use step01_poll::{block_on, join, yield_now};
///
/// let slow = async {
///     yield_now().await;
///     "slow"
/// };
/// assert_eq!(block_on(join(slow, async { 1 })), ("slow", 1));
/// ```
pub async fn join<A: IntoFuture, B: IntoFuture>(
    a: A,
    b: B,
) -> (A::Output, B::Output) {
    let mut a = pin!(a.into_future());
    let mut b = pin!(b.into_future());
    let (mut a_output, mut b_output) = (None, None);
    poll_fn(|cx| {
        if a_output.is_none()
            && let Poll::Ready(output) = a.as_mut().poll(cx)
        {
            a_output = Some(output);
        }
        if b_output.is_none()
            && let Poll::Ready(output) = b.as_mut().poll(cx)
        {
            b_output = Some(output);
        }
        if a_output.is_some() && b_output.is_some() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    a_output.zip(b_output).expect("the poll above ends when both are there")
}
