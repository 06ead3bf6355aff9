//! Two loops, each on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::yields::yield_now;
use crate::entrant::{Entrant, Spawn};
use crate::pin;
use crate::signal::Signal;
use crate::workload::{Sample, Size};

/// Two futures wake each other, there and back, on two loops. `APART`: the second
/// loop has a core of its own.
pub(crate) fn ping_pong<E: Entrant, const APART: bool>(size: Size) -> Sample {
    let rounds = size.of(if APART { 100 } else { 1000 });
    let (there, back) = (Arc::new(Signal::default()), Arc::new(Signal::default()));
    let (there_too, back_too) = (Arc::clone(&there), Arc::clone(&back));
    E::on_two_loops(
        move |_| async move {
            pin::thread(0);
            // The first round waits for the other loop to start.
            there.raise();
            back.reaches(1).await;
            let start = Instant::now();
            for round in 2..=rounds + 1 {
                there.raise();
                back.reaches(round).await;
            }
            Sample::since(start, rounds)
        },
        move |_| async move {
            pin::thread(usize::from(APART));
            for round in 1..=rounds + 1 {
                there_too.reaches(round).await;
                back_too.raise();
            }
        },
    )
}

/// How many times as much two loops do as one, in the same time: work that needs a
/// core, and gives control back now and then.
pub(crate) fn scaling<E: Spawn>(size: Size) -> Sample {
    let mut entrant = E::new();
    let spawner = entrant.spawner();
    let alone = entrant.run(async move { work::<E>(spawner, size).await });
    drop(entrant);

    let (ready, there_took) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicU64::new(0)));
    let (ready_too, there_took_too) = (Arc::clone(&ready), Arc::clone(&there_took));
    let here_took = E::on_two_loops(
        move |spawner| async move {
            pin::thread(0);
            meet(&ready);
            work::<E>(spawner, size).await
        },
        move |spawner| async move {
            pin::thread(1);
            meet(&ready_too);
            let took = work::<E>(spawner, size).await.as_nanos();
            let took = u64::try_from(took).expect("it isn't that long");
            // Relaxed: the end of the thread comes before the load.
            there_took_too.store(took, Ordering::Relaxed);
        },
    );
    let there_took = Duration::from_nanos(there_took.load(Ordering::Relaxed));
    Sample::single(
        2.0 * alone.as_secs_f64() / here_took.max(there_took).as_secs_f64(),
    )
}

/// Waits busily until both are here.
fn meet(ready: &AtomicUsize) {
    ready.fetch_add(1, Ordering::AcqRel);
    while ready.load(Ordering::Acquire) < 2 {
        std::hint::spin_loop();
    }
}

async fn work<E: Spawn>(spawner: E::Spawner, size: Size) -> Duration {
    let start = Instant::now();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            E::spawn(&spawner, async move {
                for _ in 0..size.of(1000) {
                    let mut state = std::hint::black_box(1_u64);
                    for _ in 0..200 {
                        state = std::hint::black_box(state.wrapping_mul(3));
                    }
                    yield_now().await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await;
    }
    start.elapsed()
}
