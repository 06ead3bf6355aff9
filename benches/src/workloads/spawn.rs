use std::time::Instant;

use crate::entrant::Spawn;
use crate::workload::{Sample, Size};

/// Spawns so many tasks, then joins them.
pub(crate) fn and_join<E: Spawn, const TASKS: usize>(size: Size) -> Sample {
    let count = size.of(TASKS);
    let mut entrant = E::new();
    let spawner = entrant.spawner();
    entrant.run(async move {
        let start = Instant::now();
        let mut tasks = Vec::with_capacity(count);
        tasks.extend((0..count).map(|_| E::spawn(&spawner, async {})));
        for task in tasks {
            task.await;
        }
        Sample::since(start, count)
    })
}

/// Spawns a task and awaits it, again and again.
pub(crate) fn one_by_one<E: Spawn>(size: Size) -> Sample {
    let count = size.of(10_000);
    let mut entrant = E::new();
    let spawner = entrant.spawner();
    entrant.run(async move {
        let start = Instant::now();
        for _ in 0..count {
            E::spawn(&spawner, async {}).await;
        }
        Sample::since(start, count)
    })
}
