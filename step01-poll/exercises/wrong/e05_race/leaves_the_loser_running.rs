//! Verdict: E-LOSER-KEPT
//!
//! Forgets the loser instead of dropping it, so that it "goes on in the background".

use std::future::poll_fn;
use std::mem::ManuallyDrop;
use std::task::Poll;

pub async fn race<A, B>(a: A, b: B) -> A::Output
where
    A: Future,
    B: Future<Output = A::Output>,
{
    let mut a = ManuallyDrop::new(Box::pin(a));
    let mut b = ManuallyDrop::new(Box::pin(b));
    poll_fn(|cx| match a.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(output),
        Poll::Pending => b.as_mut().poll(cx),
    })
    .await
}
