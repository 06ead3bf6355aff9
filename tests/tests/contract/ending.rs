//! When `block_on` returns, what it spawned ends: on its own thread, whole, and
//! whatever its destructors do.

use std::cell::RefCell;
use std::future::pending;
use std::rc::Rc;
use std::thread;

use tests::loops::{Failure, Groups, Spawns};
use tests::probes::{Count, on_drop};

table! { ending:
    tasks_left_at_the_end_are_dropped: step04 step05 tokio smol;
    tasks_left_at_the_end_are_dropped_on_their_thread: step04 step05 tokio smol;
    tasks_that_never_had_a_turn_are_dropped_unpolled: step04 step05 tokio smol;
    a_destructor_spawns_while_the_loop_runs: step04 step05 tokio smol;
    a_group_left_at_the_end_says_cancelled: step04 step05 tokio;
    a_hundred_thousand_tasks_end_with_their_loop: step04 step05 tokio smol;
    tasks_that_hold_each_other_all_end: step04 step05 tokio smol;
}

pub(crate) fn tasks_left_at_the_end_are_dropped<L: Spawns>() {
    let drops = Count::new();
    L::block_on(async {
        for _ in 0..10 {
            let counted = drops.on_drop();
            drop(L::spawn(async move {
                let _counted = counted;
                loop {
                    L::yield_now().await;
                }
            }));
        }
        L::yield_now().await;
        assert_eq!(drops.get(), 0);
    });
    assert_eq!(drops.get(), 10);
}

pub(crate) fn tasks_left_at_the_end_are_dropped_on_their_thread<L: Spawns>() {
    let drops = Rc::new(RefCell::new(Vec::new()));
    L::block_on(async {
        for _ in 0..3 {
            let drops = Rc::clone(&drops);
            drop(L::spawn(async move {
                let _noted =
                    on_drop(move || drops.borrow_mut().push(thread::current().id()));
                pending::<()>().await;
            }));
        }
        L::yield_now().await;
        L::yield_now().await;
    });
    assert_eq!(*drops.borrow(), [thread::current().id(); 3]);
}

pub(crate) fn tasks_that_never_had_a_turn_are_dropped_unpolled<L: Spawns>() {
    let (polls, drops) = (Count::new(), Count::new());
    L::block_on(async {
        for _ in 0..3 {
            let (polled, counted) = (polls.clone(), drops.on_drop());
            drop(L::spawn(async move {
                let _counted = counted;
                polled.add();
            }));
        }
    });
    assert_eq!((polls.get(), drops.get()), (0, 3));
}

pub(crate) fn a_destructor_spawns_while_the_loop_runs<L: Spawns>() {
    L::block_on(async {
        let ran = Count::new();
        let runs = ran.clone();
        let task = L::spawn(async move {
            let _spawns = on_drop(move || drop(L::spawn(async move { runs.add() })));
            L::yield_now().await;
        });
        assert_eq!(task.await, Ok(()));
        while ran.get() == 0 {
            L::yield_now().await;
        }
    });
}

pub(crate) fn a_group_left_at_the_end_says_cancelled<L: Groups>() {
    let mut set = L::block_on(async {
        let mut set = L::set::<()>();
        L::spawn_in(&mut set, pending());
        L::yield_now().await;
        L::spawn_in(&mut set, pending());
        set
    });
    L::block_on(async {
        for _ in 0..2 {
            let next = L::join_next(&mut set).await;
            assert_eq!(next, Some(Err(Failure::Cancelled)));
        }
        assert_eq!(L::join_next(&mut set).await, None);
    });
}

pub(crate) fn a_hundred_thousand_tasks_end_with_their_loop<L: Spawns>() {
    let drops = Count::new();
    L::block_on(async {
        for _ in 0..100_000 {
            let counted = drops.on_drop();
            drop(L::spawn(async move {
                let _counted = counted;
                pending::<()>().await;
            }));
        }
        L::yield_now().await;
    });
    assert_eq!(drops.get(), 100_000);
}

/// Each task owns the handle of the one before it.
pub(crate) fn tasks_that_hold_each_other_all_end<L: Spawns>() {
    let drops = Count::new();
    L::block_on(async {
        let mut last = L::spawn(pending::<()>());
        for _ in 0..1_000 {
            let (before, counted) = (last, drops.on_drop());
            last = L::spawn(async move {
                let _counted = counted;
                let _outcome = before.await;
            });
        }
        L::yield_now().await;
        drop(last);
    });
    assert_eq!(drops.get(), 1_000);
}
