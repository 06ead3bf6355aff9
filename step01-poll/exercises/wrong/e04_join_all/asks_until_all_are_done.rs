//! Verdict: E-ONE-STEP
//!
//! Polls everybody round and round within one poll, and never says `Pending`.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
pub async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut futures: Vec<Option<Pin<Box<F>>>> =
        futures.into_iter().map(|f| Some(Box::pin(f))).collect();
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    poll_fn(|cx| {
        loop {
            for (slot, output) in futures.iter_mut().zip(&mut outputs) {
                if let Some(f) = slot {
                    if let Poll::Ready(o) = f.as_mut().poll(cx) {
                        *output = Some(o);
                        *slot = None;
                    }
                }
            }
            if outputs.iter().all(|o| o.is_some()) {
                return Poll::Ready(());
            }
        }
    })
    .await;
    outputs.into_iter().map(|o| o.unwrap()).collect()
}
