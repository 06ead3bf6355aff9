use std::time::Instant;

use crate::entrant::Spawn;
use crate::slot::Slot;
use crate::workload::{Sample, Size};

/// Two tasks send each other a value, there and back.
pub(crate) fn ping_pong<E: Spawn>(size: Size) -> Sample {
    let rounds = size.of(20_000);
    let mut entrant = E::new();
    let spawner = entrant.spawner();
    entrant.run(async move {
        let (there, back) = (Slot::default(), Slot::default());
        let start = Instant::now();
        let pong = E::spawn(&spawner, {
            let (there, back) = (there.clone(), back.clone());
            async move {
                for _ in 0..rounds {
                    back.send(there.receive().await);
                }
            }
        });
        let ping = E::spawn(&spawner, async move {
            for round in 0..rounds {
                there.send(round);
                assert_eq!(back.receive().await, round);
            }
        });
        ping.await;
        pong.await;
        Sample::since(start, rounds)
    })
}
