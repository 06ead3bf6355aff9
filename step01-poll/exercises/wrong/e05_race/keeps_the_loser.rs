//! Verdict: E-LOSER-KEPT
//!
//! Hands the output on while it still has the loser: that lives as long as the race does.

use std::pin::Pin;
use std::task::{Context, Poll};

struct Race<A, B>(Pin<Box<A>>, Pin<Box<B>>);

impl<A: Future, B: Future<Output = A::Output>> Future for Race<A, B> {
    type Output = A::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        let answer = self.0.as_mut().poll(cx);
        if answer.is_ready() { answer } else { self.1.as_mut().poll(cx) }
    }
}

pub fn race<A, B>(a: A, b: B) -> impl Future<Output = A::Output>
where
    A: Future,
    B: Future<Output = A::Output>,
{
    Race(Box::pin(a), Box::pin(b))
}
