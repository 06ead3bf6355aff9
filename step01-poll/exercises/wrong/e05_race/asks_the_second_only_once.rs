//! Verdict: E-GAVE-UP
//!
//! Takes the first `Pending` of `b` for its last word, and only `a` is asked again.

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
    let mut asked = false;
    poll_fn(|cx| {
        if let Poll::Ready(o) = a.as_mut().poll(cx) {
            return Poll::Ready(o);
        }
        if !asked {
            asked = true;
            b.as_mut().poll(cx)
        } else {
            Poll::Pending
        }
    })
    .await
}
