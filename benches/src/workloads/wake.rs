use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::entrant::Entrant;
use crate::pin;
use crate::signal::Signal;
use crate::workload::{Sample, Size};

/// Another thread waits busily for so long, and then wakes the loop: how long until
/// its future is polled? The figure is the median of the wakes.
pub(crate) fn after<E: Entrant, const MICROS: u64>(size: Size) -> Sample {
    let times = size.of(100);
    let (signal, asked) =
        (Arc::new(Signal::default()), Arc::new(AtomicUsize::new(0)));
    let (epoch, woken_at) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let other = thread::spawn({
        let (signal, asked) = (Arc::clone(&signal), Arc::clone(&asked));
        let woken_at = Arc::clone(&woken_at);
        move || {
            pin::thread(1);
            for time in 1..=times {
                busy_until(|| asked.load(Ordering::Acquire) >= time);
                let start = Instant::now();
                busy_until(|| start.elapsed() >= Duration::from_micros(MICROS));
                woken_at.store(nanos_since(epoch), Ordering::Release);
                signal.raise();
            }
        }
    });
    pin::thread(0);
    let sample = E::new().block_on(async move {
        let mut latencies = Vec::with_capacity(times);
        for time in 1..=times {
            // Release, here and above: pair with the Acquire of the other thread.
            asked.store(time, Ordering::Release);
            signal.reaches(time).await;
            let now = nanos_since(epoch);
            latencies.push(now - woken_at.load(Ordering::Acquire));
        }
        latencies.sort_unstable();
        let figure = latencies[times / 2] as f64;
        Sample { operations: times, ..Sample::single(figure) }
    });
    other.join().expect("it doesn't panic");
    sample
}

fn busy_until(done: impl Fn() -> bool) {
    while !done() {
        std::hint::spin_loop();
    }
}

fn nanos_since(epoch: Instant) -> u64 {
    u64::try_from(epoch.elapsed().as_nanos()).expect("it isn't that long ago")
}
