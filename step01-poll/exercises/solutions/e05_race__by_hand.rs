//! Exercise 5: whoever comes first.

use std::pin::Pin;
use std::task::{Context, Poll};

/// A future by hand: it has both until one is ready.
struct Race<A, B> {
    runners: Option<Both<A, B>>,
}

type Both<A, B> = (Pin<Box<A>>, Pin<Box<B>>);

impl<A, B> Future for Race<A, B>
where
    A: Future,
    B: Future<Output = A::Output>,
{
    type Output = A::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        let (a, b) = self.runners.as_mut().expect("a race is run once");
        let mut answer = a.as_mut().poll(cx);
        if answer.is_pending() {
            answer = b.as_mut().poll(cx);
        }
        if answer.is_ready() {
            self.runners = None;
        }
        answer
    }
}

/// Runs both futures side by side, and returns the output of the one that is ready first.
pub fn race<A, B>(a: A, b: B) -> impl Future<Output = A::Output>
where
    A: Future,
    B: Future<Output = A::Output>,
{
    Race { runners: Some((Box::pin(a), Box::pin(b))) }
}
