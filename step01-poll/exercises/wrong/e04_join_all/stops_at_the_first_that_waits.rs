//! Verdict: E-SEQUENTIAL
//!
//! Returns as soon as one is pending: those behind it aren't asked.

use std::future::poll_fn;
use std::task::Poll;

pub async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    poll_fn(|cx| {
        for (future, output) in futures.iter_mut().zip(&mut outputs) {
            if output.is_none() {
                match future.as_mut().poll(cx) {
                    Poll::Ready(it) => *output = Some(it),
                    Poll::Pending => return Poll::Pending,
                }
            }
        }
        Poll::Ready(())
    })
    .await;
    outputs.into_iter().flatten().collect()
}
