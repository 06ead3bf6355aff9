//! Exercise 4: wait for all of them.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// A future that isn't done, or the output of one that is.
enum Child<F: Future> {
    Waiting(Pin<Box<F>>),
    Done(F::Output),
}

/// Runs all the futures side by side, and returns their outputs, in the order in which
/// the futures were given.
///
/// Each future is polled until it is ready, and not once more.
pub async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let waiting = |future| Child::Waiting(Box::pin(future));
    let mut children: Vec<Child<F>> = futures.into_iter().map(waiting).collect();
    poll_fn(|cx| {
        let mut left = 0;
        for child in &mut children {
            let Child::Waiting(future) = child else { continue };
            match future.as_mut().poll(cx) {
                Poll::Ready(output) => *child = Child::Done(output),
                Poll::Pending => left += 1,
            }
        }
        if left == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let outputs = children.into_iter().map(|child| match child {
        Child::Done(output) => output,
        Child::Waiting(_) => unreachable!("the poll above ends when none is left"),
    });
    outputs.collect()
}
