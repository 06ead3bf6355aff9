//! A runtime may end anywhere: in its own tasks and jobs, and while a panic unwinds.

use std::future::pending;
use std::sync::Arc;
use std::sync::mpsc::channel;

use step05_multithread::{Handle, Runtime};
use tests::limit::within_limit;
use tests::on_purpose::{catch, message, panic_with};
use tests::probes::{Count, on_drop};

use crate::shutdown::is_cancelled;

#[test]
fn a_runtime_may_end_in_a_task_of_its_own() {
    within_limit(|| {
        for loops in [2, 3] {
            let runtime = Arc::new(Runtime::new(loops));
            let drops = Count::new();
            let other = runtime.handle(loops - 1).spawn(counted(&drops));
            let sibling = runtime.handle(1).spawn(counted(&drops));
            let near = runtime.handle(0).spawn(counted(&drops));
            let (hand_over, taken) = channel();
            let (tell, told) = channel();
            let task = runtime.handle(1).spawn(async move {
                let runtime: Runtime = taken.recv().expect("it is handed over");
                drop(runtime);
                let after = Handle::current().spawn(async { 7 });
                tell.send(after).expect("it is awaited");
                8
            });
            let runtime = Arc::into_inner(runtime).expect("nobody else has it");
            hand_over.send(runtime).expect("the task takes it");
            // The task ends in the same poll, so its result is there.
            assert_eq!(step02_waker::block_on(task).expect("it goes on"), 8);
            assert!([other, sibling, near].into_iter().all(is_cancelled));
            assert_eq!(drops.get(), 3);
            // What it spawned runs if its turn comes before the stop; else it is
            // cancelled. It is over in either case.
            let after = told.recv().expect("the task sends it");
            let after = step02_waker::block_on(after);
            assert!(after.is_ok_and(|it| it == 7) || drops.get() == 3);
        }
    });
}

#[test]
fn a_runtime_may_end_in_a_blocking_job_of_its_own() {
    within_limit(|| {
        let (runtime, drops) = (Runtime::new(2), Count::new());
        let tasks = [0, 1].map(|it| runtime.handle(it).spawn(counted(&drops)));
        let (hand_over, taken) = channel::<Runtime>();
        let job = runtime.handle(0).spawn_blocking(move || {
            drop(taken.recv().expect("it is handed over"));
            7
        });
        hand_over.send(runtime).expect("the job takes it");
        assert_eq!(step02_waker::block_on(job).expect("it goes on"), 7);
        assert!(tasks.into_iter().all(is_cancelled));
        assert_eq!(drops.get(), 2);
    });
}

#[test]
fn a_runtime_ends_while_a_panic_unwinds() {
    within_limit(|| {
        let drops = Count::new();
        let panicked = catch(|| {
            let runtime = Runtime::new(3);
            for index in 0..3 {
                drop(runtime.handle(index).spawn(counted(&drops)));
            }
            runtime.block_on(async { panic_with("main") })
        });
        assert_eq!(panicked, Err::<(), _>(message("main")));
        assert_eq!(drops.get(), 3);
    });
}

#[test]
fn panicking_destructors_keep_no_other_from_running() {
    within_limit(|| {
        let (runtime, drops) = (Runtime::new(3), Count::new());
        for index in (0..3).cycle().take(30) {
            drop(runtime.handle(index).spawn(counted(&drops)));
            let explosive = on_drop(|| panic_with("destructor"));
            drop(runtime.handle(index).spawn(async move {
                let _explosive = explosive;
                pending::<()>().await;
            }));
        }
        // On loop 0 they are mail that nobody read.
        runtime.shutdown();
        assert_eq!(drops.get(), 30);
    });
}

/// What a destructor sends to the loop that is being dropped is mail, too.
#[test]
fn a_panicking_destructor_of_late_mail_is_contained() {
    within_limit(|| {
        let (runtime, drops) = (Runtime::new(1), Count::new());
        let (home, counted) = (runtime.handle(0), drops.on_drop());
        let spawns = on_drop(move || {
            let explosive = on_drop(|| panic_with("destructor of late mail"));
            drop(home.spawn(async move { drop((counted, explosive)) }));
        });
        drop(runtime.handle(0).spawn(async move { drop(spawns) }));
        assert_eq!(catch(|| runtime.shutdown()), Ok(()));
        assert_eq!(drops.get(), 1);
    });
}

#[test]
fn destructors_that_spawn_while_the_runtime_ends_are_told() {
    within_limit(|| {
        let (runtime, ended) = (Runtime::new(3), Count::new());
        let (tell, told) = channel();
        for from in 0..3 {
            let to = [0, 1, 2].map(|index| runtime.handle(index));
            let (tell, ended) = (tell.clone(), ended.clone());
            // Made out here, so that it is there in a task that is never polled.
            let spawns = on_drop(move || {
                for handle in to {
                    let (task, job) = (ended.on_drop(), ended.on_drop());
                    let task = handle.spawn(async move { drop(task) });
                    let job = handle.spawn_blocking(move || drop(job));
                    tell.send([task, job]).expect("it is awaited");
                }
            });
            drop(runtime.handle(from).spawn(async move {
                let _spawns = spawns;
                pending::<()>().await;
            }));
        }
        drop(tell);
        runtime.shutdown();
        // Each ran or was cancelled, and none waits for ever.
        let handles: Vec<_> = told.into_iter().flatten().collect();
        assert_eq!((handles.len(), ended.get()), (18, 18));
        for handle in handles {
            let _either = step02_waker::block_on(handle);
        }
    });
}

/// A future that waits for ever and counts its drop.
fn counted(drops: &Count) -> impl Future<Output = ()> + Send + 'static {
    let counted = drops.on_drop();
    async move {
        let _counted = counted;
        pending::<()>().await;
    }
}
