//! Verdict: E-FIRST-POLL
//!
//! Believes that futures run by themselves, so that it does no harm to await one of them
//! after the other.

pub async fn join_all<F: Future>(children: Vec<F>) -> Vec<F::Output> {
    let mut outputs = Vec::new();
    for child in children {
        outputs.push(child.await);
    }
    outputs
}
