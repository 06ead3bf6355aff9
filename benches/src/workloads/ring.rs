use std::time::Instant;

use super::yields::yield_now;
use crate::entrant::Spawn;
use crate::slot::Slot;
use crate::workload::{Sample, Size};

/// A value goes round a ring of so many tasks so often. Only the hops count.
pub(crate) fn ring<E: Spawn, const TASKS: usize, const ROUNDS: usize>(
    size: Size,
) -> Sample {
    let (count, rounds) = (size.of(TASKS), size.of(ROUNDS));
    let mut entrant = E::new();
    let spawner = entrant.spawner();
    entrant.run(async move {
        let slots: Vec<Slot> = (0..count).map(|_| Slot::default()).collect();
        let (first, done) = (slots[0].clone(), Slot::default());
        let mut tasks = Vec::with_capacity(count);
        for place in 0..count {
            let (from, to) =
                (slots[place].clone(), slots[(place + 1) % count].clone());
            let done = (place + 1 == count).then(|| done.clone());
            tasks.push(E::spawn(&spawner, async move {
                for round in 0..rounds {
                    let hops = from.receive().await + 1;
                    match &done {
                        Some(done) if round + 1 == rounds => done.send(hops),
                        _ => to.send(hops),
                    }
                }
            }));
        }
        // By then everybody has begun to wait.
        E::spawn(&spawner, yield_now()).await;
        let start = Instant::now();
        first.send(0);
        let hops = done.receive().await;
        let sample = Sample::since(start, hops);
        assert_eq!(hops, count * rounds);
        for task in tasks {
            task.await;
        }
        sample
    })
}
