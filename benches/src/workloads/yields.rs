use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::time::Instant;

use crate::entrant::Spawn;
use crate::slot::Slot;
use crate::workload::{Sample, Size};

/// So many tasks give control back so often. Neither spawning nor joining counts.
pub(crate) fn yields<E: Spawn, const TASKS: usize, const YIELDS: usize>(
    size: Size,
) -> Sample {
    let (count, yields) = (size.of(TASKS), size.of(YIELDS));
    let mut entrant = E::new();
    let spawner = entrant.spawner();
    entrant.run(async move {
        let (left, done) = (Rc::new(Cell::new(count)), Slot::default());
        let tasks: Vec<_> = (0..count)
            .map(|_| {
                let (left, done) = (Rc::clone(&left), done.clone());
                E::spawn(&spawner, async move {
                    for _ in 0..yields {
                        yield_now().await;
                    }
                    left.set(left.get() - 1);
                    if left.get() == 0 {
                        done.send(0);
                    }
                })
            })
            .collect();
        let start = Instant::now();
        done.receive().await;
        let sample = Sample::since(start, count * yields);
        for task in tasks {
            task.await;
        }
        sample
    })
}

/// Wakes itself and gives control back once: the same for every entrant, since some
/// have a slower one of their own.
pub(crate) fn yield_now() -> impl Future<Output = ()> {
    let mut yielded = false;
    poll_fn(move |cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}
