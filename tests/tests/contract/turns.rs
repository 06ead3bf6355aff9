//! First in, first out, in turns: a turn runs what was ready when it began.

use std::future::poll_fn;
use std::task::Poll;

use tests::loops::{LocalFuture, SideBySide, Spawns};
use tests::probes::{Log, Switch};

table! { turns:
    // smol's executor is fair, and promises no order.
    two_yielders_alternate: step01 step04 step05 tokio;
    // tokio's own `yield_now` waits for its driver, and comes back last to first.
    two_that_yield_by_yield_now_alternate: step01 step04 step05;
    futures_run_first_in_first_out: step01 step04 step05 tokio;
    every_turn_has_the_same_order: step01 step04 step05 tokio;
    tasks_woken_in_a_turn_run_in_the_next_in_the_order_of_their_wakes:
        step04 step05 tokio;
    a_task_spawned_in_a_turn_runs_in_the_next: step04 step05 tokio;
    a_turn_polls_nothing_twice: step04 step05 tokio;
    // In tokio and smol the main future is polled apart from the tasks.
    the_main_future_stands_in_the_queue: step04 step05;
}

/// Logs its name and wakes itself, so many times.
fn steps(log: &Log, name: &str, times: usize) -> LocalFuture {
    let (log, name) = (log.clone(), name.to_owned());
    Box::pin(async move {
        for _ in 0..times {
            log.add(name.as_str());
            wake_self().await;
        }
    })
}

/// Yields by a wake that comes during the poll, which any loop has to serve.
async fn wake_self() {
    let mut woken = false;
    poll_fn(move |cx| {
        if std::mem::replace(&mut woken, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

pub(crate) fn two_yielders_alternate<L: SideBySide>() {
    let log = Log::new();
    L::run_all(vec![steps(&log, "a", 3), steps(&log, "b", 3)]);
    assert_eq!(log.text(), "a b a b a b");
}

pub(crate) fn two_that_yield_by_yield_now_alternate<L: SideBySide>() {
    let log = Log::new();
    let twice = |name: &'static str| -> LocalFuture {
        let log = log.clone();
        Box::pin(async move {
            log.add(name);
            L::yield_now().await;
            log.add(name);
        })
    };
    L::run_all(vec![twice("a"), twice("b")]);
    assert_eq!(log.text(), "a b a b");
}

pub(crate) fn futures_run_first_in_first_out<L: SideBySide>() {
    let log = Log::new();
    let names = ["a", "b", "c", "d", "e", "f"];
    L::run_all(names.map(|name| steps(&log, name, 1)).into());
    assert_eq!(log.text(), "a b c d e f");
}

pub(crate) fn every_turn_has_the_same_order<L: SideBySide>() {
    let log = Log::new();
    let (a, b) = (steps(&log, "a", 4), steps(&log, "b", 1));
    let (c, d) = (steps(&log, "c", 3), steps(&log, "d", 2));
    L::run_all(vec![a, b, c, d]);
    assert_eq!(log.text(), "a b c d a c d a c a");
}

pub(crate) fn tasks_woken_in_a_turn_run_in_the_next_in_the_order_of_their_wakes<
    L: Spawns,
>() {
    let log = Log::new();
    let switches: Vec<_> = (0..3).map(|_| Switch::new()).collect();
    L::block_on(async {
        let mut tasks = Vec::new();
        for (name, switch) in ["x", "y", "z"].into_iter().zip(&switches) {
            let (log, wait) = (log.clone(), switch.wait());
            tasks.push(L::spawn(async move {
                wait.await;
                log.add(name);
            }));
        }
        while switches.iter().any(|it| it.polls() == 0) {
            L::yield_now().await;
        }
        let (first, woken) = (log.clone(), switches.clone());
        tasks.push(L::spawn(async move {
            first.add("wakes-zx");
            woken[2].turn_on();
            woken[0].turn_on();
        }));
        let (second, woken) = (log.clone(), switches.clone());
        tasks.push(L::spawn(async move {
            second.add("wakes-y");
            woken[1].turn_on();
        }));
        tasks.push(L::spawn(steps(&log, "last", 1)));
        for task in tasks {
            assert_eq!(task.await, Ok(()));
        }
    });
    assert_eq!(log.text(), "wakes-zx wakes-y last z x y");
}

pub(crate) fn a_task_spawned_in_a_turn_runs_in_the_next<L: Spawns>() {
    let log = Log::new();
    L::block_on(async {
        let inner = log.clone();
        let a = L::spawn(async move {
            inner.add("a");
            let child = L::spawn(steps(&inner, "child", 1));
            inner.add("a-on");
            assert_eq!(child.await, Ok(()));
            inner.add("a-end");
        });
        let b = L::spawn(steps(&log, "b", 2));
        assert_eq!((a.await, b.await), (Ok(()), Ok(())));
    });
    assert_eq!(log.text(), "a a-on b child b a-end");
}

/// The first of three tasks wakes the others, who are ready already, and itself.
pub(crate) fn a_turn_polls_nothing_twice<L: Spawns>() {
    let log = Log::new();
    L::block_on(async {
        let switch = Switch::new();
        let (first, other) = (log.clone(), switch.clone());
        let mut polls = 0;
        let a = L::spawn(poll_fn(move |cx| {
            first.add("a");
            other.wake();
            cx.waker().wake_by_ref();
            polls += 1;
            if polls < 3 { Poll::Pending } else { Poll::Ready(()) }
        }));
        let (second, other) = (log.clone(), switch.clone());
        let mut polls = 0;
        let b = L::spawn(poll_fn(move |cx| {
            second.add("b");
            polls += 1;
            if polls == 3 {
                return Poll::Ready(());
            }
            let mut wait = Box::pin(other.wait());
            let pending = wait.as_mut().poll(cx).is_pending();
            assert!(pending);
            other.wake();
            Poll::Pending
        }));
        assert_eq!((a.await, b.await), (Ok(()), Ok(())));
    });
    assert_eq!(log.text(), "a b a b a b");
}

pub(crate) fn the_main_future_stands_in_the_queue<L: Spawns>() {
    let log = Log::new();
    L::block_on(async {
        let a = L::spawn(steps(&log, "a", 3));
        let b = L::spawn(steps(&log, "b", 3));
        for _ in 0..3 {
            log.add("main");
            wake_self().await;
        }
        assert_eq!((a.await, b.await), (Ok(()), Ok(())));
    });
    assert_eq!(log.text(), "main a b main a b main a b");
}
