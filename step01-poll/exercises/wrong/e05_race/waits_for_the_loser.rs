//! Verdict: E-WAITS-FOR-LOSER
//!
//! A join that forgets one output: the answer is there, and it goes on waiting.

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
    let (mut first, mut done) = (None, (false, false));
    poll_fn(|cx| {
        if !done.0
            && let Poll::Ready(output) = a.as_mut().poll(cx)
        {
            done.0 = true;
            first.get_or_insert(output);
        }
        if !done.1
            && let Poll::Ready(output) = b.as_mut().poll(cx)
        {
            done.1 = true;
            first.get_or_insert(output);
        }
        if done == (true, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    first.expect("both are done")
}
