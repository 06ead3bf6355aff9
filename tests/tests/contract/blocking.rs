//! Calls that block have threads of their own: at most 512, and the loops go on.

use std::sync::mpsc::channel;
use std::thread;

use step05_multithread::{Runtime, spawn_blocking, yield_now};
use tests::limit::within_limit;
use tests::on_purpose::{message, panic_with};
use tests::probes::Count;

use crate::shutdown::fill_the_pool;

#[test]
fn a_job_runs_on_another_thread_while_the_loop_goes_on() {
    within_limit(|| {
        Runtime::new(1).block_on(async {
            let (release, released) = channel();
            let home = thread::current().id();
            let job = spawn_blocking(move || {
                released.recv().expect("the loop sends it");
                thread::current().id()
            });
            for _ in 0..100 {
                yield_now().await;
            }
            assert!(!job.is_finished());
            release.send(()).expect("the job waits for it");
            assert_ne!(job.await.expect("it isn't aborted"), home);
        });
    });
}

#[test]
fn a_panic_in_a_job_reaches_its_joiner_and_the_thread_goes_on() {
    within_limit(|| {
        Runtime::new(1).block_on(async {
            for _ in 0..100 {
                let job = spawn_blocking(|| panic_with("job"));
                let joined: Result<(), _> = job.await;
                let said = joined.expect_err("it panics").to_string();
                assert_eq!(said, format!("the task panicked: {}", message("job")));
            }
            assert_eq!(spawn_blocking(|| 7).await.expect("no panic"), 7);
        });
    });
}

#[test]
fn a_job_that_runs_is_not_aborted() {
    within_limit(|| {
        Runtime::new(1).block_on(async {
            let (started, mut has_started) = futures::channel::oneshot::channel();
            let (release, released) = channel();
            let job = spawn_blocking(move || {
                started.send(()).expect("it is awaited");
                released.recv().expect("the loop sends it");
                7
            });
            (&mut has_started).await.expect("the job sends it");
            job.abort();
            release.send(()).expect("the job waits for it");
            assert_eq!(job.await.expect("it had begun"), 7);
        });
    });
}

#[test]
fn a_job_aborted_before_it_began_never_runs() {
    within_limit(|| {
        let (runtime, ran, drops) = (Runtime::new(1), Count::new(), Count::new());
        let release = fill_the_pool(&runtime);
        let (runs, counted) = (ran.clone(), drops.on_drop());
        let job = runtime.handle(0).spawn_blocking(move || {
            let _counted = counted;
            runs.add();
        });
        job.abort();
        assert!(!job.is_finished());
        drop(release);
        let joined = runtime.block_on(job);
        assert!(joined.expect_err("it was aborted").is_cancelled());
        assert_eq!((ran.get(), drops.get()), (0, 1));
    });
}

#[test]
fn jobs_beyond_the_last_thread_wait_their_turn() {
    within_limit(|| {
        let (runtime, ran) = (Runtime::new(1), Count::new());
        let release = fill_the_pool(&runtime);
        let jobs: Vec<_> = (0..1_000)
            .map(|_| {
                let runs = ran.clone();
                runtime.handle(0).spawn_blocking(move || runs.add())
            })
            .collect();
        // There is no thread for them: 512 are busy.
        let probe =
            runtime.block_on(async { jobs.iter().any(|it| it.is_finished()) });
        assert!(!probe);
        assert_eq!(ran.get(), 0);
        drop(release);
        runtime.block_on(async {
            for job in jobs {
                job.await.expect("it isn't aborted");
            }
        });
        assert_eq!(ran.get(), 1_000);
    });
}

#[test]
fn ten_thousand_jobs_all_run() {
    within_limit(|| {
        let runtime = Runtime::new(2);
        let far = runtime.handle(1).spawn(async { run_jobs().await });
        let (near, far) = runtime.block_on(async {
            let near = run_jobs().await;
            (near, far.await.expect("it isn't aborted"))
        });
        assert_eq!(near + far, 10_000);
    });
}

async fn run_jobs() -> usize {
    let jobs: Vec<_> = (0..5_000).map(|_| spawn_blocking(|| 1)).collect();
    let mut sum = 0;
    for job in jobs {
        sum += job.await.expect("it isn't aborted");
    }
    sum
}
