//! Step 5's `Runtime`: loops on threads of their own, and what passes between them.

use std::cell::RefCell;
use std::future::poll_fn;
use std::mem;
use std::rc::Rc;
use std::task::Poll;

use interleavings::sync::atomic::{AtomicBool, Ordering::Relaxed};
use interleavings::sync::{Arc, living};
use interleavings::{Precious, explore, explore_interrupting, thread};

use super::steps::step02_waker::{block_on, oneshot};
use super::steps::step05_multithread::{Runtime, spawn};

/// Sent to a loop that never runs, and ends.
pub(crate) fn a_task_for_a_loop_that_ends_is_dropped_and_its_handle_hears_of_it() {
    explore(|| {
        let runtime = Runtime::new(1);
        let loop_0 = runtime.handle(0);
        let (future, watch) = Precious::new();
        let thread = thread::spawn(move || {
            let joined = block_on(loop_0.spawn(async move { drop(future) }));
            assert!(joined.is_err(), "no loop ran it");
            assert_eq!(watch.drops(), 1, "a task is dropped once");
        });
        drop(runtime);
        thread.join().expect("it doesn't panic");
    });
}

/// Sent to a loop that runs, but maybe no longer.
pub(crate) fn a_task_for_a_loop_that_stops_is_run_or_dropped() {
    explore(|| {
        let runtime = Runtime::new(1);
        let loop_0 = runtime.handle(0);
        let (future, watch) = Precious::new();
        let thread = thread::spawn(move || {
            let joined = block_on(loop_0.spawn(async move { drop(future) }));
            if let Err(error) = joined {
                assert!(error.is_cancelled(), "it is run or dropped");
            }
            assert_eq!(watch.drops(), 1, "a task is run or dropped once");
        });
        runtime.block_on(async {});
        drop(runtime);
        thread.join().expect("it doesn't panic");
    });
}

/// A number that is out of date, or is about to be.
pub(crate) fn a_wake_for_a_loop_that_ends_does_nothing() {
    explore(|| {
        let runtime = Runtime::new(1);
        let waker = runtime.block_on(poll_fn(|cx| Poll::Ready(cx.waker().clone())));
        let thread = thread::spawn(move || waker.wake());
        drop(runtime);
        thread.join().expect("it doesn't panic");
        assert_eq!(living(), 0, "something is left of the loop");
    });
}

/// Its number may be another loop's by then, which is woken for nothing.
pub(crate) fn a_wake_for_a_loop_that_is_gone_does_no_harm_to_the_next() {
    explore_interrupting(2, || {
        let first = Runtime::new(1);
        let waker = first.block_on(poll_fn(|cx| Poll::Ready(cx.waker().clone())));
        let thread = thread::spawn(move || waker.wake());
        drop(first);
        let threads = Threads::default();
        Runtime::new(1).block_on(raised(threads.clone()));
        join(&threads);
        thread.join().expect("it doesn't panic");
    });
}

/// Each of two loops is woken, so they have different numbers, though they were made
/// at the same time.
pub(crate) fn no_two_loops_have_the_same_number() {
    explore_interrupting(2, || {
        let other = thread::spawn(|| {
            let threads = Threads::default();
            Runtime::new(1).block_on(raised(threads.clone()));
            join(&threads);
        });
        let threads = Threads::default();
        Runtime::new(1).block_on(raised(threads.clone()));
        join(&threads);
        other.join().expect("it doesn't panic");
    });
}

/// By address: what was written before is seen by the poll that follows.
pub(crate) fn a_wake_by_address_is_heard() {
    explore(|| {
        let threads = Threads::default();
        Runtime::new(1).block_on(raised(threads.clone()));
        join(&threads);
    });
}

/// By two threads, so one of them may find the other's wake in the inbox.
pub(crate) fn wakes_of_two_tasks_are_both_heard() {
    explore_interrupting(2, || {
        let threads = Threads::default();
        Runtime::new(1).block_on(async {
            let task = spawn(raised(threads.clone()));
            raised(threads.clone()).await;
            task.await.expect("it isn't aborted");
        });
        join(&threads);
    });
}

/// To be joined when the runtime is gone: loom ends the statics, and with them what
/// wakers look their loop up in, as soon as the model's first thread ends.
type Threads = Rc<RefCell<Vec<thread::JoinHandle<()>>>>;

fn join(threads: &Threads) {
    for thread in threads.take() {
        thread.join().expect("it doesn't panic");
    }
}

/// At its first poll, starts a thread that raises a flag and wakes; done when it is
/// raised.
async fn raised(threads: Threads) {
    let raised = Arc::new(AtomicBool::new(false));
    let mut started = false;
    poll_fn(|cx| {
        if !mem::replace(&mut started, true) {
            let (waker, raised) = (cx.waker().clone(), Arc::clone(&raised));
            threads.borrow_mut().push(thread::spawn(move || {
                raised.store(true, Relaxed);
                waker.wake();
            }));
        }
        if raised.load(Relaxed) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// There by the inbox, and back by a wake; and then both loops end.
pub(crate) fn a_task_on_another_loop_is_joined() {
    explore_interrupting(3, || {
        let runtime = Runtime::new(2);
        let task = runtime.handle(1).spawn(async { 7 });
        let joined = runtime.block_on(task);
        assert_eq!(joined.expect("it isn't aborted"), 7);
    });
}

/// Whichever of them comes first.
pub(crate) fn a_task_that_waits_is_dropped_at_the_end_of_its_runtime() {
    explore_interrupting(3, || {
        let runtime = Runtime::new(2);
        let (sender, receiver) = oneshot::channel::<()>();
        let task = runtime.handle(1).spawn(receiver);
        drop(runtime);
        assert!(block_on(task).is_err(), "nothing was sent to it");
        assert_eq!(
            sender.send(()),
            Err(()),
            "the receiver is dropped with its task"
        );
    });
}
