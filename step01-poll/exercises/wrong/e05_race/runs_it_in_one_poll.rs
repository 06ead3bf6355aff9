//! Verdict: E-ONE-STEP
//!
//! Lets the two run against each other in a loop, within one poll.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
pub async fn race<A, B>(a: A, b: B) -> A::Output
where
    A: Future,
    B: Future<Output = A::Output>,
{
    let mut a = pin!(a);
    let mut b = pin!(b);
    poll_fn(|cx| {
        loop {
            if let Poll::Ready(o) = a.as_mut().poll(cx) {
                return Poll::Ready(o);
            }
            if let Poll::Ready(o) = b.as_mut().poll(cx) {
                return Poll::Ready(o);
            }
        }
    })
    .await
}
