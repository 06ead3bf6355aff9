//! Verdict: E-NO-TIMER
//!
//! Awaits the future, and looks at the clock afterwards. An `.await` knows no limit.

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
    let output = future.await;
    match queue.now() <= moment {
        true => Ended::InTime(output),
        false => Ended::Late(output),
    }
}
