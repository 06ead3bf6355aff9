//! Exercise 5: whoever comes first.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Runs both futures side by side, and returns the output of the one that is ready first.
///
/// If both could be ready in the same poll, `a` wins, and `b` isn't asked. The loser is
/// dropped before `race` is ready.
pub async fn race<A, B>(a: A, b: B) -> A::Output
where
    A: Future,
    B: Future<Output = A::Output>,
{
    let mut a = pin!(a);
    let mut b = pin!(b);
    poll_fn(|cx| {
        if let Poll::Ready(output) = a.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        b.as_mut().poll(cx)
    })
    .await
}
