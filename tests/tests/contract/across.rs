//! Loops of several steps in one program: what they share is the thread's mark, and
//! the contract of `Future` and `Waker`.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use step03_timers::{Clock, now, sleep};
use step05_multithread::Runtime;
use tests::limit::within_limit;
use tests::loops::BlockOn;
use tests::on_purpose::{catch, message, panic_with};
use tests::ours::{Step02, Step03, Step04, Step05};
use tests::probes::{Log, poll_with};

/// Runs `f` inside a loop.
type Inside = fn(&mut dyn FnMut());

fn inside<L: BlockOn>(f: &mut dyn FnMut()) {
    L::block_on(async { f() });
}

#[test]
fn a_loop_inside_a_loop_of_another_step_panics_with_a_sentence() {
    within_limit(|| {
        let loops: [Inside; 5] = [
            inside::<Step02>,
            inside::<Step03>,
            inside::<Step04>,
            inside::<Step05<1>>,
            inside::<Step05<2>>,
        ];
        for outer in loops {
            for inner in loops {
                let mut ran = false;
                outer(&mut || {
                    let said = catch(|| inner(&mut || unreachable!("nested")));
                    let said = said.expect_err("it would block the outer loop");
                    assert!(said.contains("inside a running loop"), "{said}");
                    ran = true;
                });
                assert!(ran);
                // Both are free again.
                inner(&mut || {});
            }
        }
    });
}

#[test]
fn after_step_3_inside_step_4_the_outer_loop_goes_on() {
    within_limit(|| {
        step04_spawn::block_on_with(Clock::new_virtual(), async {
            let start = now();
            let sleeper = step04_spawn::spawn(sleep(Duration::from_secs(1)));
            let nested = step04_spawn::spawn(async {
                catch(|| step03_timers::block_on(async {})).is_err()
            });
            assert!(nested.await.expect("the panic was caught"));
            assert!(sleeper.await.is_ok());
            assert_eq!(now() - start, Duration::from_secs(1));
        });
    });
}

#[test]
fn a_sleep_that_moves_to_another_loop_keeps_its_deadline() {
    within_limit(|| {
        let (clock, second) = (Clock::new_virtual(), Duration::from_secs(1));
        let start = clock.now();
        let mut moved = Box::pin(sleep(second * 5));
        step03_timers::block_on_with(clock.clone(), async {
            poll_fn(|cx| {
                assert!(poll_with(cx.waker(), &mut moved).is_pending());
                Poll::Ready(())
            })
            .await;
            sleep(second).await;
        });
        assert_eq!(clock.now() - start, second);
        step04_spawn::block_on_with(clock.clone(), async {
            let limited = step04_spawn::timeout(second, &mut moved);
            assert!(limited.await.is_err());
        });
        Runtime::with_clock(2, clock.clone()).block_on(&mut moved);
        assert_eq!(clock.now() - start, second * 5);
    });
}

#[test]
fn tasks_of_step_5_are_joined_on_loops_of_other_steps() {
    within_limit(|| {
        let runtime = Arc::new(Runtime::new(2));
        let others: Vec<_> = (0..20)
            .map(|number| {
                let runtime = Arc::clone(&runtime);
                thread::spawn(move || {
                    let task = runtime.handle(1).spawn(async move {
                        step05_multithread::yield_now().await;
                        number
                    });
                    let joined = match number % 3 {
                        0 => Step02::block_on(task),
                        1 => Step03::block_on(task),
                        _ => Step04::block_on(task),
                    };
                    assert_eq!(joined.expect("it isn't aborted"), number);
                })
            })
            .collect();
        for other in others {
            other.join().expect("it doesn't panic");
        }
    });
}

#[test]
fn a_blocking_job_may_run_a_loop_of_its_own() {
    within_limit(|| {
        let output = Runtime::new(1).block_on(async {
            let job = step05_multithread::spawn_blocking(|| {
                step04_spawn::block_on(async {
                    step04_spawn::spawn(async { 7 }).await.expect("no panic")
                })
            });
            job.await.expect("it neither panics nor is aborted")
        });
        assert_eq!(output, 7);
    });
}

#[test]
fn two_runtimes_send_each_other_work() {
    within_limit(|| {
        let (here, there) = (Runtime::new(2), Runtime::new(2));
        let (near, far) = (here.handle(1), there.handle(1));
        let output = here.block_on(async move {
            let task = far.spawn(async move {
                let back = near.spawn(async { 40 });
                back.await.expect("it isn't aborted") + 2
            });
            task.await.expect("it isn't aborted")
        });
        assert_eq!(output, 42);
    });
}

#[test]
fn a_panic_in_a_round_robin_leaves_the_others_in_the_queue() {
    let log = Log::new();
    let mut queue = step01_poll::RoundRobin::new();
    for name in ["a", "b", "c"] {
        let log = &log;
        queue.push(async move {
            log.add(name);
            step01_poll::yield_now().await;
            if name == "b" {
                panic_with("b");
            }
            log.add(name);
        });
    }
    tests::on_purpose::keep_quiet();
    assert_eq!(catch(|| queue.run()), Err(message("b")));
    assert_eq!(log.text(), "a b c a");
    queue.run();
    drop(queue);
    assert_eq!(log.text(), "a b c a c");
}

#[test]
fn a_round_robin_that_is_dropped_drops_what_it_has() {
    let drops = tests::probes::Count::new();
    let mut queue = step01_poll::RoundRobin::new();
    for _ in 0..3 {
        let counted = drops.on_drop();
        queue.push(async move { drop(counted) });
    }
    drop(queue);
    assert_eq!(drops.get(), 3);
}
