//! What destructors may do when their loop has ended, and what comes of it.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;

use tests::loops::{Failure, Groups, Spawns, Task, Timed};
use tests::probes::{Count, Switch, on_drop};

table! { last_words:
    // smol's executor is gone by then, and `spawn` has nowhere to look for it.
    a_destructor_that_spawns_at_the_end_gets_cancelled: step04 step05 tokio;
    destructors_at_the_end_wake_send_and_abort: step04 step05 tokio smol;
    a_destructor_at_the_end_joins_what_is_over: step04 step05 tokio;
    // smol has no clock that a destructor could look at.
    a_destructor_at_the_end_knows_the_time: step04 step05;
    a_group_that_spawns_at_the_end_says_cancelled: step04 step05 tokio;
    an_unpolled_task_that_spawns_in_a_group_at_the_end: step04 step05 tokio;
    destructors_that_spawn_each_other_at_the_end_come_to_an_end: step04 step05 tokio;
}

pub(crate) fn a_destructor_that_spawns_at_the_end_gets_cancelled<L: Spawns>() {
    let (polls, drops) = (Count::new(), Count::new());
    let handle = Rc::new(RefCell::new(None));
    L::block_on(async {
        let (polls, drops) = (polls.clone(), drops.clone());
        let handle = Rc::clone(&handle);
        drop(L::spawn(async move {
            let _spawns = on_drop(move || {
                let counted = drops.on_drop();
                let late = L::spawn(async move {
                    let _counted = counted;
                    polls.add();
                });
                // Dropped at once, or at the latest with the loop.
                handle.replace(Some(late));
            });
            pending::<()>().await;
        }));
        L::yield_now().await;
        L::yield_now().await;
    });
    let late = handle.take().expect("the destructor ran");
    assert_eq!((polls.get(), drops.get()), (0, 1));
    assert!(late.is_finished());
    assert_eq!(L::block_on(late), Err(Failure::Cancelled));
}

pub(crate) fn destructors_at_the_end_wake_send_and_abort<L: Spawns>() {
    let (ended, switch) = (Count::new(), Switch::new());
    L::block_on(async {
        for _ in 0..2 {
            let (sender, receiver) = futures::channel::oneshot::channel();
            let (wakes, ends) = (switch.clone(), ended.clone());
            let other = L::spawn(switch.wait());
            drop(L::spawn(async move {
                let _busy = on_drop(move || {
                    wakes.turn_on();
                    other.abort();
                    // Whether it is still there depends on the order.
                    let _ = sender.send(7);
                    ends.add();
                });
                pending::<()>().await;
            }));
            let ends = ended.clone();
            drop(L::spawn(async move {
                let _ended = on_drop(move || ends.add());
                assert_eq!(receiver.await, Ok(7), "sent by the destructor");
            }));
        }
        for _ in 0..3 {
            L::yield_now().await;
        }
    });
    assert_eq!(ended.get(), 4);
    assert_eq!(switch.polls(), 2);
}

/// Some destructors look at a result that is there, without waiting for it.
pub(crate) fn a_destructor_at_the_end_joins_what_is_over<L: Spawns>() {
    let seen = Rc::new(RefCell::new(None));
    L::block_on(async {
        let over = L::spawn(async { 7 });
        while !over.is_finished() {
            L::yield_now().await;
        }
        let sees = Rc::clone(&seen);
        drop(L::spawn(async move {
            let _looks = on_drop(move || {
                let mut over = over;
                let noop = std::task::Waker::noop();
                let joined = tests::probes::poll_with(noop, &mut over);
                sees.replace(Some(joined));
            });
            pending::<()>().await;
        }));
        L::yield_now().await;
        L::yield_now().await;
    });
    assert_eq!(seen.take(), Some(std::task::Poll::Ready(Ok(7))));
}

pub(crate) fn a_destructor_at_the_end_knows_the_time<L: Spawns + Timed>() {
    let second = std::time::Duration::from_secs(1);
    let took = Rc::new(Cell::new(None));
    let sees = Rc::clone(&took);
    L::block_on_virtual(async move {
        let start = L::now();
        drop(L::spawn(async move {
            let _looks = on_drop(move || sees.set(Some(L::now() - start)));
            pending::<()>().await;
        }));
        L::sleep(second).await;
    });
    assert_eq!(took.get(), Some(second));
}

pub(crate) fn a_group_that_spawns_at_the_end_says_cancelled<L: Groups>() {
    let set = Rc::new(RefCell::new(None));
    let spawns = Rc::clone(&set);
    L::block_on(async move {
        drop(L::spawn(async move {
            let _spawns = on_drop(move || {
                let mut late = L::set::<u8>();
                L::spawn_in(&mut late, async { 7 });
                spawns.replace(Some(late));
            });
            pending::<()>().await;
        }));
        L::yield_now().await;
        L::yield_now().await;
    });
    let mut late = set.take().expect("the destructor ran");
    let next = L::block_on(L::join_next(&mut late));
    assert_eq!(next, Some(Err(Failure::Cancelled)));
}

/// The same, where the destructor is that of a task without a turn.
pub(crate) fn an_unpolled_task_that_spawns_in_a_group_at_the_end<L: Groups>() {
    let set = Rc::new(RefCell::new(None));
    let spawns = Rc::clone(&set);
    L::block_on(async move {
        let spawns = on_drop(move || {
            let mut late = L::set::<u8>();
            L::spawn_in(&mut late, async { 7 });
            spawns.replace(Some(late));
        });
        drop(L::spawn(async move { drop(spawns) }));
    });
    let mut late = set.take().expect("the destructor ran");
    let next = L::block_on(L::join_next(&mut late));
    assert_eq!(next, Some(Err(Failure::Cancelled)));
}

/// Spawns a task that is left behind, and whose destructor does the same, so many
/// times.
fn spawn_generations<L: Spawns>(left: usize, drops: &Count) {
    let (counted, drops) = (drops.on_drop(), drops.clone());
    let next = on_drop(move || {
        if left > 1 {
            spawn_generations::<L>(left - 1, &drops);
        }
    });
    drop(L::spawn(async move {
        let _dropped = (counted, next);
        pending::<()>().await;
    }));
}

pub(crate) fn destructors_that_spawn_each_other_at_the_end_come_to_an_end<
    L: Spawns,
>() {
    let drops = Count::new();
    L::block_on(async {
        spawn_generations::<L>(10, &drops);
        L::yield_now().await;
        L::yield_now().await;
        spawn_generations::<L>(10, &drops);
    });
    assert_eq!(drops.get(), 20);
}
