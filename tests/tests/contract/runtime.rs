//! Several loops, each on a thread of its own.

use std::future::pending;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;

use step05_multithread::{Handle, Runtime, spawn, spawn_blocking, yield_now};
use tests::limit::within_limit;
use tests::on_purpose::catch;
use tests::probes::{Count, Switch};

#[test]
fn a_runtime_of_no_loops_panics_with_a_sentence() {
    within_limit(|| {
        let said = catch(|| Runtime::new(0)).expect_err("no loop, no runtime");
        assert_eq!(said, "a runtime needs at least one loop");
    });
}

#[test]
fn a_handle_of_no_loop_panics_with_a_sentence() {
    within_limit(|| {
        let runtime = Runtime::new(2);
        let said = catch(|| runtime.handle(9)).expect_err("there is no loop 9");
        assert!(said.contains("there is no loop 9"), "{said}");
        assert!(said.contains("the 2 loops are numbered from 0"), "{said}");
        assert_eq!(runtime.handle(1).index(), 1);
    });
}

#[test]
fn what_needs_a_runtime_panics_outside_with_a_sentence() {
    within_limit(|| {
        let outside = || {
            let says = [
                catch(|| drop(Handle::current())),
                catch(|| drop(spawn_blocking(|| ()))),
            ];
            for said in says {
                let said = said.expect_err("there is no runtime here");
                assert!(
                    said.contains("in a future that a `Runtime` runs"),
                    "{said}"
                );
            }
        };
        outside();
        // A loop of step 4 is no runtime, and neither is a thread of the pool.
        step04_spawn::block_on(async { outside() });
        let runtime = Runtime::new(1);
        outside();
        let job = runtime.handle(0).spawn_blocking(outside);
        runtime.block_on(job).expect("the panics were caught");
        outside();
    });
}

#[test]
fn block_on_on_two_threads_panics_with_a_sentence() {
    within_limit(|| {
        let runtime = Runtime::new(2);
        thread::scope(|scope| {
            let (started, has_started) = channel();
            let (release, released) = futures::channel::oneshot::channel();
            let runtime = &runtime;
            let first = scope.spawn(move || {
                runtime.block_on(async move {
                    started.send(()).expect("the other thread waits for it");
                    released.await.expect("the other thread sends it")
                })
            });
            has_started.recv().expect("the first thread starts");
            for _ in 0..2 {
                let said = catch(|| runtime.block_on(async {}));
                let said = said.expect_err("loop 0 is taken");
                assert!(said.contains("is running on another thread"), "{said}");
                assert!(said.contains("with a `Handle`"), "{said}");
            }
            release.send(7).expect("the first thread waits for it");
            assert_eq!(first.join().expect("it doesn't panic"), 7);
        });
        assert_eq!(runtime.block_on(async { 8 }), 8);
    });
}

#[test]
fn block_on_in_a_task_of_any_loop_panics_and_the_loop_goes_on() {
    within_limit(|| {
        let runtime = Arc::new(Runtime::new(2));
        for index in [0, 1] {
            let inner = Arc::clone(&runtime);
            let task = runtime.handle(index).spawn(async move {
                let other = Runtime::new(1);
                assert!(catch(|| inner.block_on(async {})).is_err());
                assert!(catch(|| other.block_on(async {})).is_err());
                yield_now().await;
                7
            });
            assert_eq!(runtime.block_on(task).expect("it isn't aborted"), 7);
        }
    });
}

#[test]
fn a_task_for_loop_0_waits_for_block_on() {
    within_limit(|| {
        let (runtime, polls) = (Runtime::new(2), Count::new());
        let polled = polls.clone();
        let task = runtime.handle(0).spawn(async move { polled.add() });
        let other = runtime.handle(1).spawn(async {});
        while !other.is_finished() {
            thread::yield_now();
        }
        assert!(!task.is_finished());
        assert_eq!(polls.get(), 0);
        runtime.block_on(task).expect("it isn't aborted");
        assert_eq!(polls.get(), 1);
    });
}

#[test]
fn the_end_of_block_on_ends_the_tasks_of_loop_0_only() {
    within_limit(|| {
        let (runtime, switch) = (Runtime::new(2), Switch::new());
        let drops = Count::new();
        let counted = drops.on_drop();
        let waits = switch.wait();
        let (near, far) = (runtime.handle(0), runtime.handle(1));
        let (left, goes_on) = runtime.block_on(async move {
            let left = near.spawn(async move {
                let _counted = counted;
                pending::<()>().await;
            });
            yield_now().await;
            (left, far.spawn(waits))
        });
        assert_eq!(drops.get(), 1);
        assert!(left.is_finished());
        assert!(!goes_on.is_finished());
        while switch.polls() == 0 {
            thread::yield_now();
        }
        switch.turn_on();
        runtime.block_on(goes_on).expect("it isn't aborted");
        let left = runtime.block_on(left);
        assert!(left.expect_err("it was left behind").is_cancelled());
    });
}

/// The wakers of one `block_on` may name the tasks of the next: spurious, no more.
#[test]
fn wakers_of_an_earlier_block_on_are_survived() {
    within_limit(|| {
        let (runtime, old) = (Runtime::new(1), Switch::new());
        runtime.block_on(async {
            let waits: Vec<_> = (0..4).map(|_| spawn(old.wait())).collect();
            yield_now().await;
            drop(waits);
        });
        let waker = old.waker().expect("it was polled");
        waker.wake_by_ref();
        runtime.block_on(async {
            let switch = Switch::new();
            let task = spawn(switch.wait());
            yield_now().await;
            waker.wake_by_ref();
            yield_now().await;
            assert!(!task.is_finished());
            switch.turn_on();
            task.await.expect("it isn't aborted");
        });
        drop(runtime);
        waker.wake_by_ref();
        // Another runtime may have the number now.
        let runtime = Runtime::new(1);
        runtime.block_on(async {
            waker.wake();
            yield_now().await;
        });
    });
}

#[test]
fn a_handle_of_an_ended_runtime_reaches_no_later_one() {
    within_limit(|| {
        for loops in [1, 3] {
            let ended = Runtime::new(loops);
            let handles: Vec<_> = (0..loops).map(|it| ended.handle(it)).collect();
            drop(ended);
            let runtime = Runtime::new(loops);
            for handle in handles {
                let polls = Count::new();
                let polled = polls.clone();
                let task = handle.spawn(async move { polled.add() });
                let joined = runtime.block_on(task);
                assert!(joined.expect_err("the loop is gone").is_cancelled());
                assert_eq!(polls.get(), 0);
            }
        }
    });
}
