use std::hint::black_box;
use std::time::Instant;

use crate::entrant::Entrant;
use crate::workload::{Sample, Size};

/// Runs a future that is ready, again and again.
pub(crate) fn ready<E: Entrant, const TIMES: usize>(size: Size) -> Sample {
    let times = size.of(TIMES);
    let mut entrant = E::new();
    let start = Instant::now();
    for _ in 0..times {
        black_box(entrant.block_on(async { black_box(42) }));
    }
    Sample::since(start, times)
}

/// Creates a runtime, runs a future that is ready, and drops the runtime.
pub(crate) fn start<E: Entrant>(size: Size) -> Sample {
    let times = size.of(50);
    let start = Instant::now();
    for _ in 0..times {
        black_box(E::new().block_on(async { black_box(42) }));
    }
    Sample::since(start, times)
}
