use std::time::Instant;

use crate::entrant::Remote;
use crate::pin;
use crate::workload::{Sample, Size};

/// Spawns tasks on another loop, on another core, and joins them from here.
pub(crate) fn spawn_and_join<E: Remote>(size: Size) -> Sample {
    let count = size.of(10_000);
    E::with_another_loop(|there| async move {
        pin::thread(0);
        E::spawn_there(&there, async { pin::thread(1) }).await;
        let start = Instant::now();
        let mut tasks = Vec::with_capacity(count);
        tasks.extend((0..count).map(|_| E::spawn_there(&there, async {})));
        for task in tasks {
            task.await;
        }
        Sample::since(start, count)
    })
}
