//! Verdict: E-WHICH-CHILD
//!
//! Believes that a child that isn't ready has to be asked each time, as in a simple join.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

pub async fn join_all<F: Future>(children: Vec<F>) -> Vec<F::Output> {
    let mut outputs: Vec<Option<F::Output>> =
        children.iter().map(|_| None).collect();
    let mut children: Vec<Pin<Box<F>>> =
        children.into_iter().map(Box::pin).collect();
    poll_fn(|cx| {
        let mut all = true;
        for (child, output) in children.iter_mut().zip(&mut outputs) {
            if output.is_none() {
                match child.as_mut().poll(cx) {
                    Poll::Ready(ready) => *output = Some(ready),
                    Poll::Pending => all = false,
                }
            }
        }
        if all { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outputs.into_iter().flatten().collect()
}
