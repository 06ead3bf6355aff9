//! The end of a runtime: everything is dropped once, where it belongs, and whoever
//! waits for it is told.

use std::future::pending;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use step05_multithread::{JoinHandle, Runtime};
use tests::limit::within_limit;
use tests::on_purpose::panic_with;
use tests::probes::{Count, on_drop};

/// Joins it on another loop, and says whether it was cancelled.
pub(crate) fn is_cancelled<T>(task: JoinHandle<T>) -> bool {
    step02_waker::block_on(task).is_err_and(|error| error.is_cancelled())
}

/// Where each future was polled first, if it was, and where it was dropped.
type Places = Arc<Mutex<Vec<(Option<ThreadId>, ThreadId)>>>;

/// A future that waits for ever and tells where it was polled and dropped.
fn placed(places: &Places) -> impl Future<Output = ()> + Send + 'static {
    let polled = Arc::new(Mutex::new(None));
    let (polls, places) = (Arc::clone(&polled), Arc::clone(places));
    let told = on_drop(move || {
        let polled = *polled.lock().expect("nobody panics here");
        let place = (polled, thread::current().id());
        places.lock().expect("nobody panics here").push(place);
    });
    async move {
        let _told = told;
        *polls.lock().expect("nobody panics here") = Some(thread::current().id());
        pending::<()>().await;
    }
}

#[test]
fn shutdown_drops_each_task_once_on_its_loops_thread() {
    within_limit(|| {
        let (runtime, places) = (Runtime::new(4), Places::default());
        // Loop 1 is held up until loop 2 ends, so that it has mail when it is told
        // to stop.
        let (release, released) = channel::<()>();
        drop(runtime.handle(2).spawn(async move {
            let _release = release;
            pending::<()>().await;
        }));
        let (held, is_held) = channel();
        let held_up = runtime.handle(1).spawn(async move {
            held.send(()).expect("it is awaited");
            assert!(released.recv().is_err());
        });
        is_held.recv().expect("the loop begins");
        let tasks: Vec<_> = (0..400)
            .map(|number| runtime.handle(number % 4).spawn(placed(&places)))
            .collect();
        let home = runtime.block_on(async { thread::current().id() });
        runtime.shutdown();
        assert!(step02_waker::block_on(held_up).is_ok());
        assert!(tasks.into_iter().all(is_cancelled));
        let places = places.lock().expect("nobody panics here");
        assert_eq!(places.len(), 400);
        for (polled, dropped) in places.iter() {
            assert!(polled.is_none() || *polled == Some(*dropped));
        }
        // Those of loop 0 were never polled after `block_on`, and end with it.
        assert!(
            places.iter().filter(|(_, dropped)| *dropped == home).count() >= 100
        );
    });
}

#[test]
fn shutdown_wakes_who_waits_for_its_tasks() {
    within_limit(|| {
        let runtime = Runtime::new(2);
        let (waiting, waits) = channel();
        let task = runtime.handle(1).spawn(pending::<()>());
        let joiner = thread::spawn(move || {
            step04_spawn::block_on(async move {
                let joiner = step04_spawn::spawn(task);
                step04_spawn::yield_now().await;
                waiting.send(()).expect("it is awaited");
                joiner.await.expect("the joiner goes on")
            })
        });
        waits.recv().expect("the other thread waits");
        runtime.shutdown();
        let joined = joiner.join().expect("it doesn't panic");
        assert!(joined.expect_err("it waits for ever").is_cancelled());
    });
}

#[test]
fn shutdown_waits_for_jobs_that_run() {
    within_limit(|| {
        let (runtime, done) = (Runtime::new(2), Count::new());
        let (release, released) = channel::<()>();
        let (started, has_started) = channel();
        let ends = done.clone();
        let job = runtime.handle(0).spawn_blocking(move || {
            started.send(()).expect("it is awaited");
            assert!(released.recv().is_err());
            // Whoever doesn't wait for the job has time to be found out.
            thread::sleep(Duration::from_millis(20));
            ends.add();
            7
        });
        // Loop 1 ends when the shutdown has begun, and lets the job go.
        drop(runtime.handle(1).spawn(async move {
            let _release = release;
            pending::<()>().await;
        }));
        has_started.recv().expect("the job starts");
        runtime.shutdown();
        assert_eq!(done.get(), 1);
        assert_eq!(step02_waker::block_on(job).expect("it isn't aborted"), 7);
    });
}

/// Fills the pool: each of its 512 threads has a job, and waits for the end of
/// `release`.
pub(crate) fn fill_the_pool(runtime: &Runtime) -> std::sync::mpsc::Sender<()> {
    let (release, released) = channel::<()>();
    let released = Arc::new(Mutex::new(released));
    let (started, has_started) = channel();
    for _ in 0..512 {
        let (released, started) = (Arc::clone(&released), started.clone());
        drop(runtime.handle(0).spawn_blocking(move || {
            started.send(()).expect("it is awaited");
            wait_for(&released);
        }));
    }
    for _ in 0..512 {
        has_started.recv().expect("each job has a thread");
    }
    release
}

fn wait_for(released: &Mutex<Receiver<()>>) {
    let released = released.lock().expect("nobody panics here");
    assert!(released.recv().is_err());
}

#[test]
fn shutdown_drops_jobs_that_have_not_begun() {
    within_limit(|| {
        let (runtime, ran, drops) = (Runtime::new(2), Count::new(), Count::new());
        let release = fill_the_pool(&runtime);
        let jobs: Vec<_> = (0..10)
            .map(|number| {
                let (runs, counted) = (ran.clone(), drops.on_drop());
                runtime.handle(0).spawn_blocking(move || {
                    let _counted = counted;
                    runs.add();
                    number
                })
            })
            .collect();
        let explosive = on_drop(|| panic_with("destructor of a job"));
        let last = runtime.handle(0).spawn_blocking(move || drop(explosive));
        let ends = thread::spawn(move || runtime.shutdown());
        // Waits until they were dropped, while the running ones are held up.
        assert!(jobs.into_iter().all(is_cancelled));
        assert!(is_cancelled(last));
        assert_eq!((ran.get(), drops.get()), (0, 10));
        drop(release);
        ends.join().expect("the destructor's panic is contained");
    });
}

#[test]
fn a_handle_used_after_shutdown_says_cancelled() {
    within_limit(|| {
        let runtime = Runtime::new(2);
        let handles = [runtime.handle(0), runtime.handle(1)];
        runtime.shutdown();
        for handle in handles {
            let (drops, ran) = (Count::new(), Count::new());
            let (counted, runs) = (drops.on_drop(), ran.clone());
            let task = handle.spawn(async move {
                let _counted = counted;
                runs.add();
            });
            assert_eq!(drops.get(), 1);
            let (counted, runs) = (drops.on_drop(), ran.clone());
            let job = handle.spawn_blocking(move || {
                let _counted = counted;
                runs.add();
            });
            assert_eq!((drops.get(), ran.get()), (2, 0));
            assert!(task.is_finished() && job.is_finished());
            assert!(is_cancelled(task) && is_cancelled(job));
        }
    });
}
