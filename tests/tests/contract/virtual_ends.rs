//! Virtual time goes on where a job, a future or the whole runtime ends.

use std::sync::mpsc::channel;

use step05_multithread::{Runtime, block_thread, now, sleep, spawn_blocking};
use tests::limit::within_limit;
use tests::on_purpose::panic_with;
use tests::probes::Count;

use crate::virtual_time::{SECOND, runtime};

#[test]
fn a_panicking_job_lets_time_go_on() {
    within_limit(|| {
        let (runtime, clock) = runtime(2);
        let start = clock.now();
        runtime.block_on(async {
            drop(spawn_blocking(|| {
                block_thread(SECOND);
                panic_with("job")
            }));
            sleep(SECOND * 2).await;
            assert_eq!(now() - start, SECOND * 2);
        });
    });
}

#[test]
fn a_panic_of_main_lets_time_go_on() {
    within_limit(|| {
        let (runtime, clock) = runtime(2);
        let start = clock.now();
        let panicked = tests::on_purpose::catch(|| {
            runtime.block_on(async {
                sleep(SECOND).await;
                panic_with("main")
            })
        });
        let _: () = panicked.expect_err("main panics").clear();
        runtime.block_on(sleep(SECOND));
        assert_eq!(clock.now() - start, SECOND * 2);
    });
}

#[test]
fn shutdown_waits_for_jobs_that_sleep() {
    within_limit(|| {
        let (runtime, clock) = runtime(2);
        let (start, done) = (clock.now(), Count::new());
        let ends = done.clone();
        let (started, has_started) = channel();
        drop(runtime.handle(0).spawn_blocking(move || {
            started.send(()).expect("it is awaited");
            block_thread(SECOND);
            ends.add();
        }));
        drop(runtime.handle(1).spawn(sleep(SECOND * 5)));
        has_started.recv().expect("the job begins");
        runtime.shutdown();
        assert_eq!(done.get(), 1);
        assert!(clock.now() - start >= SECOND);
    });
}

/// The thread that ends the runtime has nothing to do but wait for the job, so time
/// must pass for the job.
#[test]
fn a_runtime_that_ends_in_its_own_task_waits_for_jobs_that_sleep() {
    within_limit(|| {
        let (runtime, _clock) = runtime(2);
        let done = Count::new();
        let ends = done.clone();
        let (started, has_started) = channel();
        let job = runtime.handle(0).spawn_blocking(move || {
            started.send(()).expect("it is awaited");
            block_thread(SECOND);
            ends.add();
        });
        has_started.recv().expect("the job begins");
        let (hand_over, taken) = channel::<Runtime>();
        let task = runtime.handle(1).spawn(async move {
            drop(taken.recv().expect("it is handed over"));
        });
        hand_over.send(runtime).expect("the task takes it");
        step02_waker::block_on(task).expect("it goes on");
        step02_waker::block_on(job).expect("it had begun");
        assert_eq!(done.get(), 1);
    });
}

/// The same, where what sleeps is another loop.
#[test]
fn a_runtime_that_ends_in_its_own_task_waits_for_loops_that_block() {
    within_limit(|| {
        let (runtime, _clock) = runtime(3);
        let (started, has_started) = channel();
        let blocked = runtime.handle(2).spawn(async move {
            started.send(()).expect("it is awaited");
            block_thread(SECOND);
        });
        has_started.recv().expect("the loop begins");
        let (hand_over, taken) = channel::<Runtime>();
        let task = runtime.handle(1).spawn(async move {
            drop(taken.recv().expect("it is handed over"));
        });
        hand_over.send(runtime).expect("the task takes it");
        step02_waker::block_on(task).expect("it goes on");
        step02_waker::block_on(blocked).expect("it isn't aborted");
    });
}
