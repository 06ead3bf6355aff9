//! Verdict: E-TIE-ORDER
//!
//! Polls both, and lets `b` overwrite what `a` has said.

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
        let mut answer = a.as_mut().poll(cx);
        if let Poll::Ready(output) = b.as_mut().poll(cx) {
            answer = Poll::Ready(output);
        }
        answer
    })
    .await
}
