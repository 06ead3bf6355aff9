//! A task runs with its handle or without, and the handle outlives it.

use std::cell::Cell;
use std::rc::Rc;

use tests::loops::{Failure, Spawns, Task};
use tests::probes::{Count, Switch};

table! { handles:
    a_dropped_handle_detaches_its_task: step04 step05 tokio smol;
    a_detached_output_is_dropped_when_the_task_ends: step04 step05 tokio smol;
    an_output_nobody_asked_for_is_dropped_with_the_handle: step04 step05 tokio smol;
    is_finished_says_whether_the_task_is_over: step04 step05 tokio smol;
    a_handle_of_a_task_that_ended_outlives_the_loop: step04 step05 tokio smol;
    // smol panics when a task is joined that went with its executor.
    a_handle_of_a_task_left_behind_says_cancelled: step04 step05 tokio;
}

pub(crate) fn a_dropped_handle_detaches_its_task<L: Spawns>() {
    L::block_on(async {
        let done = Rc::new(Cell::new(false));
        let sets = Rc::clone(&done);
        drop(L::spawn(async move {
            for _ in 0..5 {
                L::yield_now().await;
            }
            sets.set(true);
        }));
        while !done.get() {
            L::yield_now().await;
        }
    });
}

pub(crate) fn a_detached_output_is_dropped_when_the_task_ends<L: Spawns>() {
    L::block_on(async {
        let drops = Count::new();
        let output = drops.on_drop();
        let switch = Switch::new();
        let wait = switch.wait();
        drop(L::spawn(async move {
            wait.await;
            output
        }));
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        assert_eq!(drops.get(), 0);
        switch.turn_on();
        while drops.get() == 0 {
            L::yield_now().await;
        }
        L::yield_now().await;
        assert_eq!(drops.get(), 1);
    });
}

pub(crate) fn an_output_nobody_asked_for_is_dropped_with_the_handle<L: Spawns>() {
    L::block_on(async {
        let drops = Count::new();
        let output = drops.on_drop();
        let task = L::spawn(async { output });
        while !task.is_finished() {
            L::yield_now().await;
        }
        assert_eq!(drops.get(), 0);
        drop(task);
        assert_eq!(drops.get(), 1);
    });
}

pub(crate) fn is_finished_says_whether_the_task_is_over<L: Spawns>() {
    L::block_on(async {
        let switch = Switch::new();
        let task = L::spawn(switch.wait());
        assert!(!task.is_finished());
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        assert!(!task.is_finished());
        switch.turn_on();
        while !task.is_finished() {
            L::yield_now().await;
        }
        assert_eq!(task.await, Ok(()));
    });
}

pub(crate) fn a_handle_of_a_task_that_ended_outlives_the_loop<L: Spawns>() {
    let (task,) = L::block_on(async {
        let task = L::spawn(async { 7 });
        while !task.is_finished() {
            L::yield_now().await;
        }
        (task,)
    });
    assert!(task.is_finished());
    assert_eq!(L::block_on(task), Ok(7));
}

pub(crate) fn a_handle_of_a_task_left_behind_says_cancelled<L: Spawns>() {
    let (unpolled, waiting) = L::block_on(async {
        let waiting = L::spawn(std::future::pending::<()>());
        L::yield_now().await;
        (L::spawn(async {}), waiting)
    });
    assert!(unpolled.is_finished() && waiting.is_finished());
    unpolled.abort();
    assert_eq!(L::block_on(unpolled), Err(Failure::Cancelled));
    assert_eq!(L::block_on(waiting), Err(Failure::Cancelled));
}
