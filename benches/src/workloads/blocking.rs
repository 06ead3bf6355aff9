use std::time::Instant;

use crate::entrant::Blocking;
use crate::workload::{Sample, Size};

/// Hands over calls that return at once, and awaits them all.
pub(crate) fn calls<E: Blocking>(size: Size) -> Sample {
    let count = size.of(10_000);
    E::new().block_on(async move {
        // The first thread's start isn't counted.
        E::spawn_blocking(|| ()).await;
        let start = Instant::now();
        let mut jobs = Vec::with_capacity(count);
        jobs.extend((0..count).map(|_| E::spawn_blocking(|| ())));
        for job in jobs {
            job.await;
        }
        Sample::since(start, count)
    })
}
