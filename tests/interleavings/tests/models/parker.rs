//! Step 2's `Parker`.

use std::time::Instant;

use interleavings::sync::Arc;
use interleavings::sync::atomic::{AtomicBool, Ordering::Relaxed};
use interleavings::{deadline, explore, thread};

use super::steps::step02_waker::Parker;

/// Also shows what a wake is for: the thread sees what was written before it.
pub(crate) fn a_wake_before_the_park_ends_it() {
    explore(|| {
        let (parker, done) = (Parker::new(), Arc::new(AtomicBool::new(false)));
        let (waker, done_there) = (parker.waker(), Arc::clone(&done));
        let thread = thread::spawn(move || {
            done_there.store(true, Relaxed);
            waker.wake();
        });
        thread.join().expect("it doesn't panic");
        parker.park();
        assert!(done.load(Relaxed), "parked, and doesn't see why it was woken");
    });
}

/// Before the park, between its look at the mark and its sleep, and in its sleep.
pub(crate) fn a_wake_at_any_moment_ends_the_park() {
    explore(|| {
        let (parker, done) = (Parker::new(), Arc::new(AtomicBool::new(false)));
        let (waker, done_there) = (parker.waker(), Arc::clone(&done));
        let thread = thread::spawn(move || {
            done_there.store(true, Relaxed);
            waker.wake();
        });
        parker.park();
        assert!(done.load(Relaxed), "parked, and doesn't see why it was woken");
        drop(parker);
        thread.join().expect("it doesn't panic");
    });
}

/// Each is asleep, or about to be, when the other wakes it.
pub(crate) fn two_threads_wake_each_other_in_turns() {
    explore(|| {
        let (ping, pong) = (Parker::new(), Parker::new());
        let (ping_waker, pong_waker) = (ping.waker(), pong.waker());
        let thread = thread::spawn(move || {
            for _ in 0..2 {
                ping.park();
                pong_waker.wake_by_ref();
            }
        });
        for _ in 0..2 {
            ping_waker.wake_by_ref();
            pong.park();
        }
        thread.join().expect("it doesn't panic");
    });
}

pub(crate) fn of_two_wakers_neither_is_lost() {
    explore(|| {
        let parker = Parker::new();
        let flags = Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
        for index in 0..2 {
            let (waker, flags) = (parker.waker(), Arc::clone(&flags));
            thread::spawn(move || {
                flags[index].store(true, Relaxed);
                waker.wake();
            });
        }
        while !flags.iter().all(|flag| flag.load(Relaxed)) {
            parker.park();
        }
    });
}

pub(crate) fn two_wakes_are_used_up_by_one_park() {
    explore(|| {
        let parker = Parker::new();
        let threads = [parker.waker(), parker.waker()]
            .map(|waker| thread::spawn(move || waker.wake()));
        for thread in threads {
            thread.join().expect("it doesn't panic");
        }
        parker.park();
        deadline::allow();
        assert!(!parker.park_until(Instant::now()), "a wake was left over");
    });
}

/// Whether the wake or the deadline comes first: it ends this park or the next.
pub(crate) fn a_deadline_loses_no_wake() {
    explore(|| {
        let (parker, done) = (Parker::new(), Arc::new(AtomicBool::new(false)));
        let (waker, done_there) = (parker.waker(), Arc::clone(&done));
        let thread = thread::spawn(move || {
            done_there.store(true, Relaxed);
            waker.wake();
        });
        let clock = thread::spawn(deadline::allow);
        if !parker.park_until(Instant::now()) {
            parker.park();
        }
        assert!(done.load(Relaxed), "parked, and doesn't see why it was woken");
        clock.join().expect("it doesn't panic");
        thread.join().expect("it doesn't panic");
        deadline::allow();
        assert!(!parker.park_until(Instant::now()), "the wake counted twice");
    });
}
