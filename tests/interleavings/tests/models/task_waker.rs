//! Step 4's loop, woken from other threads: `TaskWaker`, `Inbox`, `Parker` and
//! `block_on`, all together.
//!
//! The flags are relaxed, so nothing but the wake makes them visible: a poll that
//! follows a wake and doesn't see its flag waits for ever, and loom says so.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use interleavings::sync::Arc;
use interleavings::sync::atomic::{AtomicBool, Ordering::Relaxed};
use interleavings::{Precious, explore, explore_interrupting, thread};

use super::steps::step04_spawn::{block_on, spawn};

pub(crate) fn a_wake_from_another_thread_is_heard() {
    explore(|| block_on(raised_by_threads([1])));
}

/// One of them may find the task in the inbox already; it is heard, too.
pub(crate) fn wakes_from_two_threads_are_both_heard() {
    explore_interrupting(3, || block_on(raised_by_threads([1, 1])));
}

/// The second wake comes before, in or after the poll that the first one led to.
pub(crate) fn two_wakes_from_one_thread_are_both_heard() {
    explore(|| block_on(raised_by_threads([2])));
}

pub(crate) fn a_spawned_task_is_woken_as_well() {
    explore(|| {
        let joined = block_on(async { spawn(raised_by_threads([1])).await });
        joined.expect("it neither panics nor is aborted");
    });
}

/// Nothing is left of it, either: `explore` counts what is behind an `Arc`.
pub(crate) fn a_wake_after_the_end_does_nothing() {
    explore(|| {
        let mut thread = None;
        block_on(poll_fn(|cx| {
            let waker = cx.waker().clone();
            thread.get_or_insert_with(|| thread::spawn(move || waker.wake()));
            Poll::Ready(())
        }));
        let thread = thread.expect("the future was polled");
        thread.join().expect("it doesn't panic");
    });
}

/// The task is dropped with its loop, on its thread, while it is woken.
pub(crate) fn a_task_that_is_woken_as_its_loop_ends_is_dropped_once() {
    explore(|| {
        let (future, watch) = Precious::new();
        let mut thread = None;
        block_on(async {
            let task = spawn(async move {
                let _future = future;
                std::future::pending::<()>().await;
            });
            poll_fn(|cx| {
                let waker = cx.waker().clone();
                thread.get_or_insert_with(|| thread::spawn(move || waker.wake()));
                Poll::Ready(())
            })
            .await;
            drop(task);
        });
        assert_eq!(watch.drops(), 1, "a task is dropped with its loop");
        thread.expect("it was polled").join().expect("it doesn't panic");
    });
}

/// At its first poll, starts threads; each raises so many flags, and wakes after
/// each. Done when all are raised.
async fn raised_by_threads<const THREADS: usize>(flags: [usize; THREADS]) {
    let mut raised = Vec::new();
    poll_fn(|cx| {
        if raised.is_empty() {
            raised = flags.map(|flags| raise(flags, cx.waker().clone())).concat();
        }
        let all = raised.iter().all(|flag: &Arc<AtomicBool>| flag.load(Relaxed));
        if all { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

fn raise(flags: usize, waker: Waker) -> Vec<Arc<AtomicBool>> {
    let flags: Vec<_> =
        (0..flags).map(|_| Arc::new(AtomicBool::new(false))).collect();
    let there = flags.clone();
    thread::spawn(move || {
        for flag in there {
            flag.store(true, Relaxed);
            waker.wake_by_ref();
        }
    });
    flags
}
