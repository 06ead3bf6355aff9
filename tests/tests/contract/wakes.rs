//! A future is polled when it was woken: once for any number of wakes, and never
//! too rarely.

use std::future::poll_fn;
use std::sync::mpsc::channel;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use futures::StreamExt;
use futures::channel::mpsc::unbounded;
use tests::loops::{Spawns, Wakes};
use tests::probes::{Count, Switch};

table! { wakes:
    // Step 1 polls all the time.
    a_waiting_future_is_not_polled: step02 step03 step04 step05 tokio smol;
    many_wakes_are_one_poll: step02 step03 step04 step05 tokio smol;
    // Up to step 3 nothing runs beside the one future, and nothing can count.
    many_wakes_from_threads_are_one_poll: step04 step05 tokio smol;
    wake_during_poll_polls_again: step02 step03 step04 step05 tokio smol;
    wake_from_another_thread_during_the_poll_polls_again:
        step02 step03 step04 step05 tokio smol;
    wake_from_another_thread_ends_the_sleep: step02 step03 step04 step05 tokio smol;
    a_wake_by_ref_is_a_wake: step02 step03 step04 step05 tokio smol;
    no_wake_is_lost_between_two_threads: step02 step03 step04 step05 tokio smol;
    wakes_at_home_and_from_afar_are_one_poll: step04 step05 tokio smol;
}

/// Long enough for a loop that does something wrong to do it. A loop that is right
/// passes whatever the time.
const A_WHILE: Duration = Duration::from_millis(10);

pub(crate) fn a_waiting_future_is_not_polled<L: Wakes>() {
    let switch = Switch::new();
    let remote = switch.clone();
    let (started, has_started) = channel();
    let other = thread::spawn(move || {
        has_started.recv().expect("the loop starts");
        thread::sleep(A_WHILE);
        remote.turn_on();
    });
    let wait = switch.wait();
    L::run(async move {
        started.send(()).expect("the other thread waits for it");
        wait.await;
    });
    other.join().expect("it doesn't panic");
    assert!(switch.polls() <= 2, "polled {} times", switch.polls());
}

pub(crate) fn many_wakes_are_one_poll<L: Wakes>() {
    let (mut polls, late) = (0, Count::new());
    L::run(poll_fn(move |cx| {
        polls += 1;
        match polls {
            1 => {
                for _ in 0..5 {
                    cx.waker().wake_by_ref();
                    let clone = cx.waker().clone();
                    clone.wake();
                }
                Poll::Pending
            }
            // Nine wakes too many have some time to show themselves.
            2 => {
                let (waker, late) = (cx.waker().clone(), late.clone());
                thread::spawn(move || {
                    thread::sleep(A_WHILE);
                    late.add();
                    waker.wake();
                });
                Poll::Pending
            }
            _ => {
                assert_eq!((polls, late.get()), (3, 1), "polled for nothing");
                Poll::Ready(())
            }
        }
    }));
}

pub(crate) fn many_wakes_from_threads_are_one_poll<L: Spawns>() {
    L::block_on(async {
        let switch = Switch::new();
        let task = L::spawn(switch.wait());
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let switch = switch.clone();
                thread::spawn(move || (0..100).for_each(|_| switch.wake()))
            })
            .collect();
        // Joined without awaiting: the loop sees nothing before all have come.
        threads.into_iter().for_each(|it| it.join().expect("no panic"));
        for _ in 0..10 {
            L::yield_now().await;
        }
        assert_eq!(switch.polls(), 2);
        switch.turn_on();
        assert_eq!(task.await, Ok(()));
    });
}

pub(crate) fn wake_during_poll_polls_again<L: Wakes>() {
    let mut polls = 0;
    L::run(poll_fn(move |cx| {
        polls += 1;
        if polls == 3 {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }));
}

pub(crate) fn wake_from_another_thread_during_the_poll_polls_again<L: Wakes>() {
    let mut polls = 0;
    L::run(poll_fn(move |cx| {
        polls += 1;
        if polls == 3 {
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        let other = thread::spawn(move || waker.wake());
        other.join().expect("a wake doesn't panic");
        Poll::Pending
    }));
}

pub(crate) fn wake_from_another_thread_ends_the_sleep<L: Wakes>() {
    let switch = Switch::new();
    let remote = switch.clone();
    let other = thread::spawn(move || {
        // Until it was polled, there is no one to wake.
        while remote.waker().is_none() {
            thread::yield_now();
        }
        thread::sleep(A_WHILE);
        remote.turn_on();
    });
    L::run(switch.wait());
    other.join().expect("it doesn't panic");
}

pub(crate) fn a_wake_by_ref_is_a_wake<L: Wakes>() {
    let mut polls = 0;
    L::run(poll_fn(move |cx| {
        polls += 1;
        let waker = cx.waker().clone();
        match polls {
            1 => cx.waker().wake_by_ref(),
            2 => waker.wake(),
            3 => drop(thread::spawn(move || waker.wake_by_ref())),
            4 => drop(thread::spawn(move || waker.wake())),
            _ => return Poll::Ready(()),
        }
        Poll::Pending
    }));
}

/// Each of 2,000 wakes comes at another moment of the loop's going to sleep.
pub(crate) fn no_wake_is_lost_between_two_threads<L: Wakes>() {
    let (to_thread, questions) = channel();
    let (answers, mut answered) = unbounded();
    let other = thread::spawn(move || {
        for question in questions {
            for _ in 0..question % 50 {
                std::hint::spin_loop();
            }
            answers.unbounded_send(question).expect("somebody waits");
        }
    });
    L::run(async move {
        for question in 0..2_000 {
            to_thread.send(question).expect("the thread answers");
            assert_eq!(answered.next().await, Some(question));
        }
    });
    other.join().expect("it doesn't panic");
}

pub(crate) fn wakes_at_home_and_from_afar_are_one_poll<L: Spawns>() {
    L::block_on(async {
        let switch = Switch::new();
        let task = L::spawn(switch.wait());
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        switch.wake();
        let remote = switch.clone();
        let other = thread::spawn(move || remote.wake());
        other.join().expect("a wake doesn't panic");
        switch.wake();
        for _ in 0..5 {
            L::yield_now().await;
        }
        assert_eq!(switch.polls(), 2);
        switch.turn_on();
        assert_eq!(task.await, Ok(()));
    });
}
