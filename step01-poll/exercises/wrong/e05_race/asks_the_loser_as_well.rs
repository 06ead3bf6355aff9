//! Verdict: E-LOSER-POLLED
//!
//! Polls both before it looks at the answers: the loser makes a step that nobody needs.

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
        let (a, b) = (a.as_mut().poll(cx), b.as_mut().poll(cx));
        if a.is_ready() { a } else { b }
    })
    .await
}
