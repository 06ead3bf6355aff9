//! A panic in a task reaches whoever joins it, and nobody else; a panic of the main
//! future reaches whoever called `block_on`, and leaves nothing behind.

use std::future::pending;
use std::time::Duration;

use tests::loops::{BlockOn, Failure, Groups, Spawns, Timed};
use tests::on_purpose::{catch, message, panic_with};
use tests::probes::{Count, Switch, poll_with, waker_fn};

table! { panics:
    a_panic_of_main_passes_through_block_on:
        step01 step02 step03 step04 step05 tokio smol;
    after_a_panic_of_main_the_thread_runs_a_loop_again:
        step01 step02 step03 step04 step05 tokio smol;
    a_panic_of_main_drops_the_tasks: step04 step05 tokio smol;
    a_panic_reaches_the_joiner_and_nobody_else: step04 step05 tokio smol;
    a_panic_nobody_joins_ends_only_its_task: step04 step05 tokio smol;
    // smol aborts the process.
    a_panicking_waker_of_a_joiner_is_contained: step04 step05 tokio;
    // tokio lets it pass through `block_on`.
    a_panicking_waker_of_a_timer_is_contained: step03 step04 step05;
    a_panicking_waker_of_a_group_costs_no_result: step04 step05 tokio;
}

pub(crate) fn a_panic_of_main_passes_through_block_on<L: BlockOn>() {
    let panicked = catch(|| {
        L::block_on(async {
            L::yield_now().await;
            panic_with("main")
        })
    });
    assert_eq!(panicked, Err::<(), _>(message("main")));
}

pub(crate) fn after_a_panic_of_main_the_thread_runs_a_loop_again<L: BlockOn>() {
    for _ in 0..10 {
        let panicked = catch(|| L::block_on(async { panic_with("main") }));
        assert_eq!(panicked, Err::<(), _>(message("main")));
        let output = L::block_on(async {
            L::sleep(Duration::from_micros(10)).await;
            7
        });
        assert_eq!(output, 7);
    }
}

/// Spawns a task that waits for ever and counts its drop.
pub(crate) fn spawn_counted<L: Spawns>(drops: &Count) -> L::Handle<()> {
    let counted = drops.on_drop();
    L::spawn(async move {
        let _counted = counted;
        pending().await
    })
}

pub(crate) fn a_panic_of_main_drops_the_tasks<L: Spawns>() {
    let drops = Count::new();
    let panicked = catch(|| {
        L::block_on(async {
            for _ in 0..3 {
                drop(spawn_counted::<L>(&drops));
            }
            L::yield_now().await;
            drop(spawn_counted::<L>(&drops));
            panic_with("main")
        })
    });
    assert_eq!(panicked, Err::<(), _>(message("main")));
    assert_eq!(drops.get(), 4);
}

pub(crate) fn a_panic_reaches_the_joiner_and_nobody_else<L: Spawns>() {
    L::block_on(async {
        let switch = Switch::new();
        let (before, after) = (L::spawn(switch.wait()), async { 7 });
        let panics = L::spawn(async {
            L::yield_now().await;
            panic_with("task")
        });
        let after = L::spawn(after);
        assert_eq!(panics.await, Err::<(), _>(Failure::Panicked(message("task"))));
        assert_eq!(after.await, Ok(7));
        switch.turn_on();
        assert_eq!(before.await, Ok(()));
    });
}

pub(crate) fn a_panic_nobody_joins_ends_only_its_task<L: Spawns>() {
    L::block_on(async {
        let drops = Count::new();
        for _ in 0..10 {
            let counted = drops.on_drop();
            drop(L::spawn(async move {
                let _counted = counted;
                panic_with("task")
            }));
        }
        let other = L::spawn(async { 7 });
        assert_eq!(other.await, Ok(7));
        while drops.get() < 10 {
            L::yield_now().await;
        }
    });
}

pub(crate) fn a_panicking_waker_of_a_joiner_is_contained<L: Spawns>() {
    L::block_on(async {
        let wait = Switch::new();
        let mut task = L::spawn(wait.wait());
        let panics = waker_fn(|| panic_with("waker"));
        assert!(poll_with(&panics, &mut task).is_pending());
        let other = L::spawn(async { 7 });
        wait.turn_on();
        assert_eq!(other.await, Ok(7));
        assert_eq!(task.await, Ok(()));
    });
}

pub(crate) fn a_panicking_waker_of_a_timer_is_contained<L: Timed>() {
    L::block_on_virtual(async {
        let (start, second) = (L::now(), Duration::from_secs(1));
        let mut sleep = Box::pin(L::sleep(second));
        let panics = waker_fn(|| panic_with("waker"));
        let wakes = Count::new();
        let mut other = Box::pin(L::sleep(second));
        assert!(poll_with(&panics, &mut sleep).is_pending());
        assert!(poll_with(&wakes.waker(), &mut other).is_pending());
        L::sleep(second).await;
        assert_eq!(wakes.get(), 1);
        sleep.await;
        assert_eq!(L::now() - start, second);
    });
}

pub(crate) fn a_panicking_waker_of_a_group_costs_no_result<L: Groups>() {
    L::block_on(async {
        let switch = Switch::new();
        let wait = switch.wait();
        let mut set = L::set();
        L::spawn_in(&mut set, async {
            wait.await;
            7
        });
        let panics = waker_fn(|| panic_with("waker"));
        let mut next = Box::pin(L::join_next(&mut set));
        assert!(poll_with(&panics, &mut next).is_pending());
        drop(next);
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        switch.turn_on();
        while switch.polls() == 1 {
            L::yield_now().await;
        }
        assert_eq!(L::join_next(&mut set).await, Some(Ok(7)));
    });
}
