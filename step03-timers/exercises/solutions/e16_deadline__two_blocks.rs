//! Exercise 16, another way: two `async` blocks, and whichever is ready first.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Instant;

use probes::TimerQueue;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ended<T> {
    InTime(T),
    Late(T),
    Elapsed,
}

pub async fn deadline<F: Future>(
    queue: &TimerQueue,
    moment: Instant,
    future: F,
) -> Ended<F::Output> {
    let mut work = pin!(async {
        let output = future.await;
        if queue.now() > moment {
            Ended::Late(output)
        } else {
            Ended::InTime(output)
        }
    });
    let mut limit = pin!(async {
        queue.sleep_until(moment).await;
        Ended::Elapsed
    });
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Pending => limit.as_mut().poll(cx),
        ready => ready,
    })
    .await
}
