//! Exercise 5: whoever comes first.
//!
//! Two ways to the same answer; the slower one is not needed any more.
//!
//! Write `race`; the standard library has all you need. Reread "Side by side without a
//! queue" in step 1. Check it with `cargo learn check e05_race`.

/// Runs both futures side by side, and returns the output of the one that is ready first.
///
/// If both could be ready in the same poll, `a` wins, and `b` isn't asked. The loser is
/// dropped before `race` is ready.
pub async fn race<A, B>(a: A, b: B) -> A::Output
where
    A: Future,
    B: Future<Output = A::Output>,
{
    todo!()
}
