//! Verdict: E-SEQUENTIAL
//!
//! Polls `b` only once `a` is ready.

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
    poll_fn(|cx| match a.as_mut().poll(cx) {
        Poll::Pending => Poll::Pending,
        Poll::Ready(output) => match b.as_mut().poll(cx) {
            Poll::Ready(_) | Poll::Pending => Poll::Ready(output),
        },
    })
    .await
}
