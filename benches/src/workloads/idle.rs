use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::entrant::Sleep;
use crate::signal::Signal;
use crate::usage::cpu_time;
use crate::workload::{Sample, Size};

/// Two loops wait: one for a timer, the other one for a wake that comes when all is
/// over. What counts is the work that this is, in nanoseconds for each second.
pub(crate) fn idle<E: Sleep>(size: Size) -> Sample {
    let millis = u64::try_from(size.of(200)).expect("it is small");
    let (started, over) = (Arc::new(Signal::default()), Arc::new(Signal::default()));
    let (started_too, over_too) = (Arc::clone(&started), Arc::clone(&over));
    E::on_two_loops(
        move |_| async move {
            started.reaches(1).await;
            let (work, start) = (cpu_time(), Instant::now());
            E::sleep(Duration::from_millis(millis)).await;
            let (work, time) = (cpu_time() - work, start.elapsed());
            over.raise();
            Sample::single(work.as_secs_f64() / time.as_secs_f64() * 1e9)
        },
        move |_| async move {
            started_too.raise();
            over_too.reaches(1).await;
        },
    )
}
