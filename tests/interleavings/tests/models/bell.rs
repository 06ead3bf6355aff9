//! Step 5's `Parker`, which looks out for a wake before it sleeps.
//!
//! How long it looks out makes no difference to anybody else; so here it looks once.

use std::time::{Duration, Instant};

use interleavings::sync::Arc;
use interleavings::sync::atomic::{AtomicBool, Ordering::Relaxed};
use interleavings::{deadline, explore, explore_interrupting, thread};

use super::steps::step05_multithread::parker::Parker;

/// Also shows what a wake is for: the thread sees what was written before it.
pub(crate) fn a_wake_before_the_park_ends_it() {
    explore(|| {
        let parker = Parker::new();
        let (done, thread) = wake(&parker);
        thread.join().expect("it doesn't panic");
        parker.park(None);
        assert!(done.load(Relaxed), "parked, and doesn't see why it was woken");
    });
}

/// Before the park, as the thread looks out, between its last look and its sleep, and
/// in its sleep.
pub(crate) fn a_wake_at_any_moment_ends_the_park() {
    explore(|| {
        let parker = Parker::new();
        let (done, thread) = wake(&parker);
        parker.park(None);
        assert!(done.load(Relaxed), "parked, and doesn't see why it was woken");
        drop(parker);
        thread.join().expect("it doesn't panic");
    });
}

/// Each is asleep, or about to be, when the other wakes it.
pub(crate) fn two_threads_wake_each_other_in_turns() {
    explore_interrupting(3, || {
        let (ping, pong) = (Parker::new(), Parker::new());
        let (ping_waker, pong_waker) = (ping.waker(), pong.waker());
        let thread = thread::spawn(move || {
            for _ in 0..2 {
                ping.park(None);
                pong_waker.wake_by_ref();
            }
        });
        for _ in 0..2 {
            ping_waker.wake_by_ref();
            pong.park(None);
        }
        thread.join().expect("it doesn't panic");
    });
}

pub(crate) fn of_two_wakers_neither_is_lost() {
    explore_interrupting(3, || {
        let parker = Parker::new();
        let threads = [wake(&parker), wake(&parker)];
        while !threads.iter().all(|(done, _)| done.load(Relaxed)) {
            parker.park(None);
        }
    });
}

pub(crate) fn two_wakes_are_used_up_by_one_park() {
    explore(|| {
        let parker = Parker::new();
        for (_, thread) in [wake(&parker), wake(&parker)] {
            thread.join().expect("it doesn't panic");
        }
        parker.park(None);
        assert!(!is_woken(&parker), "a wake was left over");
    });
}

/// Whether the wake or the deadline comes first: it ends this park or the next.
pub(crate) fn a_deadline_loses_no_wake() {
    explore_interrupting(3, || {
        let parker = Parker::new();
        let (done, thread) = wake(&parker);
        let woken = is_woken(&parker);
        if !done.load(Relaxed) {
            assert!(!woken, "parked, and doesn't see why it was woken");
            parker.park(None);
            assert!(done.load(Relaxed), "parked, and doesn't see why it was woken");
        }
        thread.join().expect("it doesn't panic");
        let _left = is_woken(&parker);
        assert!(!is_woken(&parker), "the wake counted twice");
    });
}

/// A sleep that has timed out leaves nothing behind.
pub(crate) fn after_a_deadline_a_wake_counts_as_before() {
    explore(|| {
        let parker = Parker::new();
        assert!(!is_woken(&parker), "nobody has woken it");
        let (done, thread) = wake(&parker);
        parker.park(None);
        assert!(done.load(Relaxed), "parked, and doesn't see why it was woken");
        thread.join().expect("it doesn't panic");
        assert!(!is_woken(&parker), "a wake was left over");
    });
}

/// A thread that sets a mark and then wakes.
fn wake(parker: &Parker) -> (Arc<AtomicBool>, thread::JoinHandle<()>) {
    let (waker, done) = (parker.waker(), Arc::new(AtomicBool::new(false)));
    let done_there = Arc::clone(&done);
    let thread = thread::spawn(move || {
        done_there.store(true, Relaxed);
        waker.wake();
    });
    (done, thread)
}

/// Parks until a deadline that is far enough to sleep, and passes: whether a wake ends
/// that before.
fn is_woken(parker: &Parker) -> bool {
    deadline::allow();
    parker.park(Some(Instant::now() + Duration::from_secs(3600)));
    deadline::disallow()
}
