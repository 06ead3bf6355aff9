//! An abort ends a task in the task's own next turn, by dropping its future.

use std::cell::RefCell;
use std::future::pending;
use std::rc::Rc;

use tests::loops::{Failure, Spawns, Task};
use tests::probes::{Count, Log, Switch, on_drop};

table! { aborting:
    abort_before_the_first_poll_polls_nothing: step04 step05 tokio smol;
    abort_while_waiting_drops_the_future: step04 step05 tokio smol;
    abort_while_ready_polls_no_more: step04 step05 tokio smol;
    abort_after_the_end_changes_nothing: step04 step05 tokio smol;
    abort_twice_is_abort: step04 step05 tokio smol;
    a_task_that_aborts_itself_ends_at_its_next_await: step04 step05 tokio smol;
    // smol has no result for a task that was aborted before it ended.
    a_task_that_aborts_itself_and_ends_keeps_its_result: step04 step05 tokio;
    // smol promises no order.
    abort_takes_effect_in_the_tasks_own_turn: step04 step05 tokio;
    abort_wakes_who_joins: step04 step05 tokio smol;
    an_aborted_joiner_aborts_nothing_else: step04 step05 tokio smol;
    an_aborted_task_can_be_detached: step04 step05 tokio smol;
    an_aborted_task_drops_what_it_waits_for: step04 step05 tokio smol;
    abort_from_a_destructor_is_heard: step04 step05 tokio smol;
}

pub(crate) fn abort_before_the_first_poll_polls_nothing<L: Spawns>() {
    L::block_on(async {
        let (polls, drops) = (Count::new(), Count::new());
        let (polled, dropped) = (polls.clone(), drops.on_drop());
        let task = L::spawn(async move {
            let _dropped = dropped;
            polled.add();
        });
        task.abort();
        assert_eq!(task.await, Err(Failure::Cancelled));
        assert_eq!((polls.get(), drops.get()), (0, 1));
    });
}

pub(crate) fn abort_while_waiting_drops_the_future<L: Spawns>() {
    L::block_on(async {
        let (switch, drops) = (Switch::new(), Count::new());
        let (wait, dropped) = (switch.wait(), drops.on_drop());
        let task = L::spawn(async move {
            let _dropped = dropped;
            wait.await;
        });
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        assert_eq!(drops.get(), 0);
        task.abort();
        assert_eq!(task.await, Err(Failure::Cancelled));
        assert_eq!((switch.polls(), drops.get()), (1, 1));
    });
}

pub(crate) fn abort_while_ready_polls_no_more<L: Spawns>() {
    L::block_on(async {
        let switch = Switch::new();
        let task = L::spawn(switch.wait());
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        switch.turn_on();
        task.abort();
        assert_eq!(task.await, Err(Failure::Cancelled));
        assert_eq!(switch.polls(), 1);
    });
}

pub(crate) fn abort_after_the_end_changes_nothing<L: Spawns>() {
    L::block_on(async {
        let task = L::spawn(async { 7 });
        while !task.is_finished() {
            L::yield_now().await;
        }
        task.abort();
        L::yield_now().await;
        assert!(task.is_finished());
        assert_eq!(task.await, Ok(7));
    });
}

pub(crate) fn abort_twice_is_abort<L: Spawns>() {
    L::block_on(async {
        let drops = Count::new();
        let dropped = drops.on_drop();
        let task = L::spawn(async move {
            let _dropped = dropped;
            pending::<()>().await;
        });
        L::yield_now().await;
        task.abort();
        task.abort();
        L::yield_now().await;
        task.abort();
        assert_eq!(task.await, Err(Failure::Cancelled));
        assert_eq!(drops.get(), 1);
    });
}

/// A place where a task finds its own handle.
type Own<L, T> = Rc<RefCell<Option<<L as Spawns>::Handle<T>>>>;

pub(crate) fn a_task_that_aborts_itself_ends_at_its_next_await<L: Spawns>() {
    let log = Log::new();
    L::block_on(async {
        let (own, log) = (Own::<L, ()>::default(), log.clone());
        let (mine, dropped) = (Rc::clone(&own), log.clone());
        let task = L::spawn(async move {
            let _dropped = on_drop(move || dropped.add("dropped"));
            mine.borrow().as_ref().expect("it was put there").abort();
            log.add("on");
            L::yield_now().await;
            log.add("never");
        });
        own.replace(Some(task));
        for _ in 0..10 {
            L::yield_now().await;
        }
        let task = own.take().expect("it was put there");
        assert_eq!(task.await, Err(Failure::Cancelled));
    });
    assert_eq!(log.text(), "on dropped");
}

pub(crate) fn a_task_that_aborts_itself_and_ends_keeps_its_result<L: Spawns>() {
    L::block_on(async {
        let own = Own::<L, u8>::default();
        let mine = Rc::clone(&own);
        let task = L::spawn(async move {
            mine.borrow().as_ref().expect("it was put there").abort();
            7
        });
        own.replace(Some(task));
        for _ in 0..10 {
            L::yield_now().await;
        }
        let task = own.take().expect("it was put there");
        assert_eq!(task.await, Ok(7));
    });
}

pub(crate) fn abort_takes_effect_in_the_tasks_own_turn<L: Spawns>() {
    let log = Log::new();
    L::block_on(async {
        let dropped = log.clone();
        let target = L::spawn(async move {
            let _dropped = on_drop(move || dropped.add("dropped"));
            pending::<()>().await;
        });
        L::yield_now().await;
        L::yield_now().await;
        let noted = log.clone();
        let before = L::spawn(async move { noted.add("before") });
        target.abort();
        log.add("aborted");
        let noted = log.clone();
        let after = L::spawn(async move { noted.add("after") });
        assert_eq!((before.await, after.await), (Ok(()), Ok(())));
        assert_eq!(target.await, Err(Failure::Cancelled));
    });
    assert_eq!(log.text(), "aborted before dropped after");
}

pub(crate) fn abort_wakes_who_joins<L: Spawns>() {
    L::block_on(async {
        let switch = Switch::new();
        let task = Rc::new(L::spawn(switch.wait()));
        let target = Rc::clone(&task);
        let aborter = L::spawn(async move {
            while switch.polls() == 0 {
                L::yield_now().await;
            }
            for _ in 0..5 {
                L::yield_now().await;
            }
            target.abort();
        });
        assert_eq!(aborter.await, Ok(()));
        let task = Rc::into_inner(task).expect("the aborter is over");
        let joiner = L::spawn(task);
        assert_eq!(joiner.await, Ok(Err(Failure::Cancelled)));
    });
}

pub(crate) fn an_aborted_joiner_aborts_nothing_else<L: Spawns>() {
    L::block_on(async {
        let (switch, done) = (Switch::new(), Count::new());
        let (wait, ends) = (switch.wait(), done.clone());
        let task = L::spawn(async move {
            wait.await;
            ends.add();
        });
        let joiner = L::spawn(task);
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        joiner.abort();
        assert_eq!(joiner.await, Err(Failure::Cancelled));
        switch.turn_on();
        while done.get() == 0 {
            L::yield_now().await;
        }
    });
}

pub(crate) fn an_aborted_task_can_be_detached<L: Spawns>() {
    L::block_on(async {
        let drops = Count::new();
        let dropped = drops.on_drop();
        let task = L::spawn(async move {
            let _dropped = dropped;
            pending::<()>().await;
        });
        L::yield_now().await;
        task.abort();
        drop(task);
        while drops.get() == 0 {
            L::yield_now().await;
        }
    });
}

pub(crate) fn an_aborted_task_drops_what_it_waits_for<L: Spawns>() {
    L::block_on(async {
        let (sender, receiver) = futures::channel::oneshot::channel::<()>();
        let task = L::spawn(receiver);
        L::yield_now().await;
        assert!(!sender.is_canceled());
        task.abort();
        assert_eq!(task.await, Err(Failure::Cancelled));
        assert!(sender.is_canceled());
    });
}

pub(crate) fn abort_from_a_destructor_is_heard<L: Spawns>() {
    L::block_on(async {
        let drops = Count::new();
        let dropped = drops.on_drop();
        let victim = L::spawn(async move {
            let _dropped = dropped;
            pending::<()>().await;
        });
        let task = L::spawn(async move {
            let _aborts = on_drop(move || victim.abort());
            pending::<()>().await;
        });
        L::yield_now().await;
        L::yield_now().await;
        task.abort();
        assert_eq!(task.await, Err(Failure::Cancelled));
        while drops.get() == 0 {
            L::yield_now().await;
        }
    });
}
