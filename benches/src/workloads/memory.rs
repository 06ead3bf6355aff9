use std::time::Duration;

use super::yields::yield_now;
use crate::entrant::{Sleep, Spawn};
use crate::usage::memory;
use crate::workload::{Sample, Size};

/// What a task takes that sleeps: a million of them, in a process of their own.
pub(crate) fn per_task<E: Spawn + Sleep>(size: Size) -> Sample {
    const AN_HOUR: Duration = Duration::from_secs(3600);
    let count = size.of(1_000_000);
    let mut entrant = E::new();
    let spawner = entrant.spawner();
    entrant.run(async move {
        // What comes with the first task and the first timer isn't counted.
        E::detach(E::spawn(&spawner, E::sleep(AN_HOUR)));
        E::spawn(&spawner, yield_now()).await;
        let before = memory();
        for _ in 0..count {
            E::detach(E::spawn(&spawner, E::sleep(AN_HOUR)));
        }
        // First in, first out: when this is done, all the others are asleep.
        E::spawn(&spawner, yield_now()).await;
        let used = memory().saturating_sub(before);
        Sample::single(used as f64 / count as f64)
    })
}
