//! Exercise 4: wait for all of them.

use std::future::poll_fn;

/// Keeps the futures that aren't done with their numbers, and sorts in the end.
pub async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> =
        futures.into_iter().map(Box::pin).enumerate().collect();
    let mut done = Vec::new();
    poll_fn(|cx| {
        waiting.retain_mut(|(number, future)| {
            let answer = future.as_mut().poll(cx);
            let is_pending = answer.is_pending();
            let _ = answer.map(|output| done.push((*number, output)));
            is_pending
        });
        if waiting.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.sort_by_key(|&(number, _)| number);
    done.into_iter().map(|(_, output)| output).collect()
}
