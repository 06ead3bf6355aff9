use std::time::Duration;

use crate::entrant::{Sleep, Spawn};
use crate::usage::cpu_time;
use crate::workload::{Sample, Size};

/// Where the course began: tasks that sleep, and somebody who awaits them. What
/// counts is not the time that passes but the work.
pub(crate) fn sleepers<E: Spawn + Sleep>(size: Size) -> Sample {
    let count = size.of(10_000);
    let mut entrant = E::new();
    let spawner = entrant.spawner();
    entrant.run(async move {
        let start = cpu_time();
        let sleeper = |place: usize| async move {
            let millis = u64::try_from(place % 10).expect("it is small");
            E::sleep(Duration::from_millis(1 + millis)).await;
        };
        let tasks: Vec<_> =
            (0..count).map(|place| E::spawn(&spawner, sleeper(place))).collect();
        for task in tasks {
            task.await;
        }
        Sample::per_operation(cpu_time() - start, count)
    })
}
