//! Timers that fire, and timers that don't.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use crate::entrant::{Sleep, Spawn, VirtualTime};
use crate::usage::cpu_time;
use crate::workload::{Sample, Size};

/// On a virtual clock: sets timers, cancels every second one, and waits for the
/// others.
pub(crate) fn skipped<E: VirtualTime>(size: Size) -> Sample {
    let count = size.of(20_000);
    E::new_virtual().block_on(async move {
        let mut timers = Vec::with_capacity(count);
        let start = Instant::now();
        timers.extend(durations(count).map(|duration| Some(E::sleep(duration))));
        poll_once(timers.iter_mut().filter_map(in_place)).await;
        timers.iter_mut().step_by(2).for_each(|timer| *timer = None);
        for timer in timers.iter_mut().filter_map(in_place) {
            timer.await;
        }
        Sample::since(start, count)
    })
}

/// A timer of a vector that neither grows nor gives one away, until it is dropped in its
/// place.
fn in_place<T>(timer: &mut Option<T>) -> Option<Pin<&mut T>> {
    // SAFETY: the callers' vectors are like that.
    timer.as_mut().map(|timer| unsafe { Pin::new_unchecked(timer) })
}

/// On the real clock: as many tasks as half the timers. Each sets two, waits for one,
/// and cancels the other one. What counts is not the time that passes but the work.
pub(crate) fn real<E: Spawn + Sleep>(size: Size) -> Sample {
    let tasks = size.of(100_000) / 2;
    let mut entrant = E::new();
    let spawner = entrant.spawner();
    entrant.run(async move {
        let start = cpu_time();
        let late = Rc::new(RefCell::new(Vec::with_capacity(tasks)));
        let wait = |duration: Duration| {
            let late = Rc::clone(&late);
            async move {
                let due = Instant::now() + duration;
                let mut too_late =
                    pin!(E::sleep(duration + Duration::from_secs(10)));
                poll_once([too_late.as_mut()]).await;
                E::sleep(duration).await;
                late.borrow_mut().push(due.elapsed());
            }
        };
        let durations = durations(tasks).map(|duration| duration / 10);
        let spawned: Vec<_> =
            durations.map(|duration| E::spawn(&spawner, wait(duration))).collect();
        for task in spawned {
            task.await;
        }
        let used = cpu_time() - start;
        let mut late = late.take();
        late.sort_unstable();
        let late = late.get(late.len() / 2).copied();
        Sample { late, ..Sample::per_operation(used, tasks * 2) }
    })
}

/// Drops timers that are set. Nothing else counts.
pub(crate) fn cancelled<E: Sleep>(size: Size) -> Sample {
    let count = size.of(10_000);
    E::new().block_on(async move {
        let mut timers = Vec::with_capacity(count);
        timers.extend(durations(count).map(|after| Some(E::sleep(after * 1000))));
        poll_once(timers.iter_mut().filter_map(in_place)).await;
        let start = Instant::now();
        timers.clear();
        Sample::since(start, count)
    })
}

/// Whole milliseconds from 500 to 1,500 in no order, and always the same ones.
fn durations(count: usize) -> impl Iterator<Item = Duration> {
    let mut state = 1_u64;
    (0..count).map(move |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Duration::from_millis(500 + (state >> 33) % 1000)
    })
}

/// Polls each of them once: none of them is ready.
async fn poll_once<'a, F: Future + 'a>(
    futures: impl IntoIterator<Item = Pin<&'a mut F>>,
) {
    let mut futures = Some(futures);
    let mut poll = |cx: &mut Context<'_>| {
        for future in futures.take().into_iter().flatten() {
            assert!(future.poll(cx).is_pending(), "the time hasn't come");
        }
        Poll::Ready(())
    };
    poll_fn(|cx| poll(cx)).await;
}
