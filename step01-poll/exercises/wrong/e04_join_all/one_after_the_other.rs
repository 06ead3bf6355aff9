//! Verdict: E-SEQUENTIAL
//!
//! Awaits them in a loop, as if `async` alone made things run side by side.

pub async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut outputs = Vec::new();
    for future in futures {
        outputs.push(future.await);
    }
    outputs
}
