//! One virtual clock for several loops and their blocking jobs: time passes when
//! none of them has anything to do.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::channel::mpsc::unbounded;
use step05_multithread::{
    Clock, Runtime, block_thread, now, sleep, spawn_blocking, yield_now,
};
use tests::limit::within_limit;

pub(crate) const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn runtime(loops: usize) -> (Runtime, Clock) {
    let clock = Clock::new_virtual();
    (Runtime::with_clock(loops, clock.clone()), clock)
}

#[test]
fn sleeps_on_three_loops_end_in_one_order() {
    within_limit(|| {
        let (runtime, clock) = runtime(3);
        let (start, log) = (clock.now(), Arc::new(Mutex::new(Vec::new())));
        let tasks: Vec<_> = (1..307_u32)
            .map(|number| {
                // Neither in order on a loop, nor from loop to loop.
                let seconds = number * 7 % 307;
                let log = Arc::clone(&log);
                runtime.spawn(async move {
                    sleep(SECOND * seconds).await;
                    assert_eq!(now() - start, SECOND * seconds);
                    log.lock().expect("nobody panics here").push(seconds);
                })
            })
            .collect();
        runtime.block_on(async {
            for task in tasks {
                task.await.expect("it isn't aborted");
            }
        });
        let log = log.lock().expect("nobody panics here");
        assert_eq!(*log, (1..307).collect::<Vec<_>>());
        assert_eq!(clock.now() - start, SECOND * 306);
    });
}

#[test]
fn time_stands_still_while_any_loop_is_busy() {
    within_limit(|| {
        let (runtime, clock) = runtime(2);
        let start = clock.now();
        let busy = runtime.handle(1).spawn(async move {
            for _ in 0..1_000 {
                yield_now().await;
                assert_eq!(now(), start);
            }
        });
        let early = runtime.handle(1).spawn(sleep(SECOND));
        runtime.block_on(async {
            sleep(SECOND * 2).await;
            assert!(busy.is_finished() && early.is_finished());
            busy.await.expect("it saw no time pass");
        });
    });
}

#[test]
fn time_stands_still_while_mail_is_on_its_way() {
    within_limit(|| {
        let (runtime, clock) = runtime(2);
        let start = clock.now();
        let (ping, mut pings) = unbounded();
        let (pong, mut pongs) = unbounded();
        let other = runtime.handle(1).spawn(async move {
            while let Some(number) = pings.next().await {
                assert_eq!(now(), start);
                pong.unbounded_send(number).expect("the other is there");
            }
        });
        runtime.block_on(async {
            let waiting = runtime.handle(0).spawn(sleep(SECOND));
            for number in 0..2_000 {
                ping.unbounded_send(number).expect("the other is there");
                assert_eq!(pongs.next().await, Some(number));
                assert_eq!(now(), start);
            }
            drop(ping);
            other.await.expect("it saw no time pass");
            waiting.await.expect("it isn't aborted");
            assert_eq!(now() - start, SECOND);
        });
    });
}

#[test]
fn time_stands_still_outside_block_on() {
    within_limit(|| {
        let (runtime, clock) = runtime(2);
        let start = clock.now();
        let sleeper = runtime.handle(1).spawn(sleep(SECOND));
        // A clock that doesn't wait for this thread has time to be found out.
        thread::sleep(Duration::from_millis(10));
        assert_eq!(clock.now(), start);
        runtime.block_on(sleeper).expect("it isn't aborted");
        assert_eq!(clock.now() - start, SECOND);
        thread::sleep(Duration::from_millis(10));
        assert_eq!(clock.now() - start, SECOND);
    });
}

#[test]
fn time_stands_still_while_a_job_runs() {
    within_limit(|| {
        let (runtime, clock) = runtime(2);
        let start = clock.now();
        runtime.block_on(async {
            let clock = clock.clone();
            let job = spawn_blocking(move || {
                thread::sleep(Duration::from_millis(10));
                clock.now()
            });
            sleep(SECOND).await;
            assert_eq!(job.await.expect("it isn't aborted"), start);
            assert_eq!(now() - start, SECOND);
        });
    });
}

#[test]
fn a_blocked_loop_holds_up_its_own_tasks_only() {
    within_limit(|| {
        let (runtime, clock) = runtime(2);
        let start = clock.now();
        let far = runtime.handle(1);
        let blocks = far.spawn(async { block_thread(SECOND * 3) });
        let late = far.spawn(async move {
            sleep(SECOND).await;
            now() - start
        });
        runtime.block_on(async move {
            sleep(SECOND).await;
            assert_eq!(now() - start, SECOND);
            assert!(!blocks.is_finished());
            sleep(SECOND).await;
            assert_eq!(now() - start, SECOND * 2);
            blocks.await.expect("it isn't aborted");
            assert_eq!(now() - start, SECOND * 3);
            // Whether it began its sleep before or behind the blocking one.
            let late = late.await.expect("it isn't aborted");
            assert!(late >= SECOND * 3, "{late:?}");
        });
    });
}

#[test]
fn jobs_that_block_sleep_side_by_side() {
    within_limit(|| {
        let (runtime, clock) = runtime(1);
        let start = clock.now();
        runtime.block_on(async {
            let jobs: Vec<_> = (1..=20)
                .map(|seconds| {
                    spawn_blocking(move || block_thread(SECOND * seconds))
                })
                .collect();
            for (seconds, job) in (1..).zip(jobs) {
                job.await.expect("it isn't aborted");
                assert_eq!(now() - start, SECOND * seconds);
            }
        });
    });
}

#[test]
fn timers_that_are_gone_move_no_clock() {
    within_limit(|| {
        let (runtime, clock) = runtime(2);
        let start = clock.now();
        let aborted = runtime.handle(1).spawn(sleep(SECOND));
        let waits = runtime.handle(1).spawn(pending::<()>());
        runtime.block_on(async {
            yield_now().await;
            aborted.abort();
            let joined = aborted.await;
            assert!(joined.expect_err("it was aborted").is_cancelled());
            assert_eq!(now(), start);
            sleep(SECOND * 2).await;
            assert_eq!(now() - start, SECOND * 2);
            assert!(!waits.is_finished());
        });
    });
}

#[test]
fn outside_a_runtime_the_thread_really_sleeps() {
    within_limit(|| {
        let (start, moment) = (Instant::now(), Duration::from_millis(5));
        block_thread(moment);
        assert!(start.elapsed() >= moment);
    });
}
