//! Several loops, each on a thread of its own, and what passes between them.

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread;

use futures::StreamExt;
use futures::channel::mpsc::unbounded;
use step05_multithread::{Handle, Runtime, spawn, spawn_blocking, yield_now};
use tests::limit::within_limit;
use tests::on_purpose::{catch, message, panic_with};
use tests::probes::Count;

#[test]
fn tasks_are_dealt_to_the_loops_and_stay_on_their_threads() {
    within_limit(|| {
        let runtime = Runtime::new(3);
        let tasks: Vec<_> = (0..9)
            .map(|_| {
                runtime.spawn(async {
                    let (index, home) = here();
                    for _ in 0..5 {
                        yield_now().await;
                        assert_eq!(here(), (index, home));
                        spawn_blocking(|| ()).await.expect("it isn't aborted");
                        assert_eq!(here(), (index, home));
                    }
                    index
                })
            })
            .collect();
        let indices = runtime.block_on(async {
            let mut indices = Vec::new();
            for task in tasks {
                indices.push(task.await.expect("it isn't aborted"));
            }
            indices
        });
        assert_eq!(indices, [0, 1, 2, 0, 1, 2, 0, 1, 2]);
    });
}

fn here() -> (usize, thread::ThreadId) {
    (Handle::current().index(), thread::current().id())
}

#[test]
fn each_loop_has_tasks_of_its_own_that_need_not_be_send() {
    within_limit(|| {
        let runtime = Runtime::new(3);
        let tasks = [0, 1, 2].map(|index| {
            // What is sent is `Send`; what it spawns at its place needn't be.
            runtime.handle(index).spawn(async {
                let (tell, told) = futures::channel::oneshot::channel();
                drop(spawn(async { tell.send(sum_of_ten().await) }));
                told.await.expect("it is sent")
            })
        });
        runtime.block_on(async {
            for task in tasks {
                assert_eq!(task.await.expect("it isn't aborted"), 45);
            }
        });
    });
}

/// Spawns ten tasks with something in common that is only of this thread.
async fn sum_of_ten() -> i32 {
    let sum = Rc::new(Cell::new(0));
    let add = |number| {
        let sum = Rc::clone(&sum);
        spawn(async move {
            yield_now().await;
            sum.set(sum.get() + number);
        })
    };
    for task in (0..10).map(add).collect::<Vec<_>>() {
        task.await.expect("it isn't aborted");
    }
    sum.get()
}

#[test]
fn sent_tasks_run_in_the_order_in_which_they_were_sent() {
    within_limit(|| {
        let (runtime, log) = (Runtime::new(2), Arc::new(Mutex::new(Vec::new())));
        let tasks: Vec<_> = (0..100)
            .map(|number| {
                let log = Arc::clone(&log);
                runtime.handle(1).spawn(async move {
                    log.lock().expect("nobody panics here").push(number);
                })
            })
            .collect();
        runtime.block_on(async {
            for task in tasks {
                task.await.expect("it isn't aborted");
            }
        });
        let log = log.lock().expect("nobody panics here");
        assert_eq!(*log, (0..100).collect::<Vec<_>>());
    });
}

#[test]
fn two_loops_play_ping_pong() {
    within_limit(|| {
        let runtime = Runtime::new(3);
        let (ping, mut pings) = unbounded();
        let (pong, mut pongs) = unbounded();
        let first = runtime.handle(1).spawn(async move {
            for number in 0..5_000 {
                ping.unbounded_send(number).expect("the other is there");
                assert_eq!(pongs.next().await, Some(number));
            }
        });
        let second = runtime.handle(2).spawn(async move {
            while let Some(number) = pings.next().await {
                pong.unbounded_send(number).expect("the other is there");
            }
        });
        runtime.block_on(async {
            first.await.expect("it isn't aborted");
            second.await.expect("it isn't aborted");
        });
    });
}

#[test]
fn loops_abort_and_join_each_others_tasks() {
    within_limit(|| {
        let (runtime, drops) = (Runtime::new(3), Count::new());
        let far = runtime.handle(2);
        let (counts, loops) = (drops.clone(), 300);
        let task = runtime.handle(1).spawn(async move {
            for round in 0..loops {
                let counted = counts.on_drop();
                let task = far.spawn(async move {
                    let _counted = counted;
                    pending::<()>().await;
                });
                for _ in 0..round % 7 {
                    yield_now().await;
                }
                task.abort();
                let joined = task.await;
                assert!(joined.expect_err("it waits for ever").is_cancelled());
            }
        });
        runtime.block_on(task).expect("it isn't aborted");
        assert_eq!(drops.get(), loops);
    });
}

#[test]
fn panics_cross_the_loops_to_the_joiner_only() {
    within_limit(|| {
        let runtime = Runtime::new(2);
        let far = runtime.handle(1);
        let other = far.spawn(async { 7 });
        let panicked = runtime.block_on(far.spawn(async { panic_with("far") }));
        let panicked: Result<(), _> = panicked;
        let said = panicked.expect_err("it panics").to_string();
        assert_eq!(said, format!("the task panicked: {}", message("far")));
        let main = catch(|| runtime.block_on(async { panic_with("main") }));
        assert_eq!(main, Err::<(), _>(message("main")));
        assert_eq!(runtime.block_on(other).expect("it isn't aborted"), 7);
        let after = far.spawn(async { 8 });
        assert_eq!(runtime.block_on(after).expect("it isn't aborted"), 8);
    });
}
