//! Verdict: E-EMPTY
//!
//! Is ready in the poll in which the last child ends: without children there is none.

use std::future::poll_fn;
use std::task::Poll;

pub async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    poll_fn(|cx| {
        let mut ended = false;
        for (future, output) in futures.iter_mut().zip(&mut outputs) {
            if output.is_none()
                && let Poll::Ready(it) = future.as_mut().poll(cx)
            {
                *output = Some(it);
                ended = true;
            }
        }
        let all = outputs.iter().all(Option::is_some);
        if ended && all { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outputs.into_iter().flatten().collect()
}
