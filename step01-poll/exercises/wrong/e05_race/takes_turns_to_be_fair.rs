//! Verdict: E-TIE-ORDER
//!
//! Polls `b` first, because it came last the time before.

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
    let mut a_first = false;
    poll_fn(|cx| {
        a_first = !a_first;
        let mut answer = if a_first { Poll::Pending } else { b.as_mut().poll(cx) };
        if answer.is_pending() {
            answer = a.as_mut().poll(cx);
        }
        if answer.is_pending() && a_first {
            answer = b.as_mut().poll(cx);
        }
        answer
    })
    .await
}
