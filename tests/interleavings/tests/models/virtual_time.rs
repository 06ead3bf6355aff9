//! Step 5's virtual time, which all loops of a runtime share.

use std::time::Duration;

use interleavings::explore_interrupting;

use super::steps::step05_multithread::{
    Clock, Runtime, now, sleep, spawn, spawn_blocking,
};

const SECOND: Duration = Duration::from_secs(1);

/// Though the loop that it was sent to sleeps, and the one that sent it, too.
pub(crate) fn a_task_is_begun_at_the_time_it_was_sent() {
    explore_interrupting(3, || {
        let runtime = Runtime::with_clock(2, Clock::new_virtual());
        let other = runtime.handle(1);
        runtime.block_on(async {
            let sent = now();
            let task = other.spawn(async { now() });
            sleep(SECOND).await;
            assert_eq!(now() - sent, SECOND);
            let begun = task.await.expect("it isn't aborted");
            assert_eq!(begun, sent, "a task was begun later than it was sent");
        });
    });
}

/// Two loops sleep until the same moment: the first to wake sleeps again, and the
/// time waits for the other.
pub(crate) fn no_time_passes_for_who_is_about_to_wake() {
    explore_interrupting(3, || {
        let runtime = Runtime::with_clock(2, Clock::new_virtual());
        let other = runtime.handle(1);
        runtime.block_on(async {
            let start = now();
            let task = other.spawn(async move {
                sleep(start + SECOND - now()).await;
                now() - start
            });
            sleep(SECOND).await;
            sleep(SECOND).await;
            assert_eq!(now() - start, 2 * SECOND);
            let woken = task.await.expect("it isn't aborted");
            assert_eq!(woken, SECOND, "it slept too long");
        });
    });
}

/// It waits for a thread, or is being run.
pub(crate) fn no_time_passes_while_there_is_a_job() {
    explore_interrupting(2, || {
        let runtime = Runtime::with_clock(1, Clock::new_virtual());
        runtime.block_on(async {
            let start = now();
            let task = spawn(async move {
                spawn_blocking(|| ()).await.expect("it isn't aborted");
                now() - start
            });
            sleep(SECOND).await;
            let took = task.await.expect("it isn't aborted");
            assert_eq!(took, Duration::ZERO, "time has passed for a job");
        });
    });
}
