//! Destructors are foreign code: their panics reach the joiner and nobody else.

use std::future::pending;
use std::pin::Pin;
use std::task::{Context, Poll};

use tests::loops::{BlockOn, Failure, Spawns, Task};
use tests::on_purpose::{catch, message, panic_with};
use tests::probes::{Count, on_drop};

use crate::panics::spawn_counted;

table! { destructors:
    // smol contains the panic of a poll, and aborts the process on any other.
    a_panicking_destructor_on_completion_ends_only_its_task: step04 step05 tokio;
    a_panicking_destructor_on_completion_reaches_the_joiner: step04 step05 tokio;
    a_panicking_destructor_on_abort_reaches_the_joiner: step04 step05 tokio;
    a_panicking_destructor_at_the_end_keeps_no_other_from_running:
        step04 step05 tokio;
    a_panicking_destructor_while_main_unwinds_is_contained: step04 step05 tokio;
    a_panicking_destructor_of_an_unpolled_task_is_contained: step04 step05 tokio;
    a_panicking_destructor_of_main_passes_through_block_on:
        step01 step02 step03 step04 step05 tokio smol;
    a_panicking_output_nobody_waits_for_is_contained: step04 step05 tokio;
    // In tokio the second panic comes while the first one unwinds: that aborts.
    a_panic_and_then_a_panicking_destructor_are_contained: step04 step05;
}

/// Spawns a task that waits for ever and panics in a destructor.
fn spawn_explosive<L: Spawns>() -> L::Handle<()> {
    L::spawn(async {
        let _explosive = on_drop(|| panic_with("destructor"));
        pending().await
    })
}

/// Ready at the second poll, with a destructor that panics.
struct Explosive {
    polls: usize,
    panics_at: Option<usize>,
}

impl Future for Explosive {
    type Output = u8;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u8> {
        self.polls += 1;
        if self.panics_at == Some(self.polls) {
            panic_with("poll");
        }
        cx.waker().wake_by_ref();
        if self.polls < 2 { Poll::Pending } else { Poll::Ready(7) }
    }
}

impl Drop for Explosive {
    fn drop(&mut self) {
        panic_with("destructor");
    }
}

/// Runs a future that explodes beside tasks that don't, and returns its result.
fn beside_others<L: Spawns>(explosive: Explosive) -> Result<u8, Failure> {
    let drops = Count::new();
    let result = L::block_on(async {
        let before = spawn_counted::<L>(&drops);
        let task = L::spawn(explosive);
        let after = spawn_counted::<L>(&drops);
        let result = task.await;
        let next = L::spawn(async { 7 });
        assert_eq!(next.await, Ok(7));
        assert!(!before.is_finished() && !after.is_finished());
        result
    });
    assert_eq!(drops.get(), 2);
    result
}

pub(crate) fn a_panicking_destructor_on_completion_ends_only_its_task<L: Spawns>() {
    let explosive = Explosive { polls: 0, panics_at: None };
    let _its_own_business = beside_others::<L>(explosive);
}

pub(crate) fn a_panicking_destructor_on_completion_reaches_the_joiner<L: Spawns>() {
    let explosive = Explosive { polls: 0, panics_at: None };
    let panicked = Failure::Panicked(message("destructor"));
    assert_eq!(beside_others::<L>(explosive), Err(panicked));
}

pub(crate) fn a_panicking_destructor_on_abort_reaches_the_joiner<L: Spawns>() {
    L::block_on(async {
        let task = spawn_explosive::<L>();
        let other = L::spawn(async { 7 });
        L::yield_now().await;
        task.abort();
        let panicked = Failure::Panicked(message("destructor"));
        assert_eq!(task.await, Err(panicked));
        assert_eq!(other.await, Ok(7));
    });
}

pub(crate) fn a_panicking_destructor_at_the_end_keeps_no_other_from_running<
    L: Spawns,
>() {
    let drops = Count::new();
    let output = L::block_on(async {
        for _ in 0..3 {
            drop(spawn_counted::<L>(&drops));
            drop(spawn_explosive::<L>());
        }
        drop(spawn_counted::<L>(&drops));
        L::yield_now().await;
        L::yield_now().await;
        7
    });
    assert_eq!((output, drops.get()), (7, 4));
    assert_eq!(L::block_on(async { 8 }), 8);
}

pub(crate) fn a_panicking_destructor_while_main_unwinds_is_contained<L: Spawns>() {
    let drops = Count::new();
    let panicked = catch(|| {
        L::block_on(async {
            for _ in 0..3 {
                drop(spawn_counted::<L>(&drops));
                drop(spawn_explosive::<L>());
            }
            drop(spawn_counted::<L>(&drops));
            L::yield_now().await;
            L::yield_now().await;
            panic_with("main")
        })
    });
    assert_eq!(panicked, Err::<(), _>(message("main")));
    assert_eq!(drops.get(), 4);
    assert_eq!(L::block_on(async { 8 }), 8);
}

/// Spawns tasks that never have a turn, some with destructors that panic.
fn spawn_unpolled<L: Spawns>(drops: &Count) {
    for _ in 0..3 {
        drop(spawn_counted::<L>(drops));
        let explosive = on_drop(|| panic_with("destructor"));
        drop(L::spawn(async move { drop(explosive) }));
    }
    drop(spawn_counted::<L>(drops));
}

pub(crate) fn a_panicking_destructor_of_an_unpolled_task_is_contained<L: Spawns>() {
    let drops = Count::new();
    L::block_on(async { spawn_unpolled::<L>(&drops) });
    assert_eq!(drops.get(), 4);
    let panicked = catch(|| {
        L::block_on(async {
            spawn_unpolled::<L>(&drops);
            panic_with("main")
        })
    });
    assert_eq!(panicked, Err::<(), _>(message("main")));
    assert_eq!(drops.get(), 8);
}

pub(crate) fn a_panicking_destructor_of_main_passes_through_block_on<L: BlockOn>() {
    let panicked = catch(|| {
        let explosive = on_drop(|| panic_with("destructor"));
        L::block_on(async move {
            let _explosive = explosive;
            L::yield_now().await;
        });
    });
    assert_eq!(panicked, Err(message("destructor")));
    assert_eq!(L::block_on(async { 8 }), 8);
}

pub(crate) fn a_panicking_output_nobody_waits_for_is_contained<L: Spawns>() {
    L::block_on(async {
        let made = Count::new();
        let makes = made.clone();
        drop(L::spawn(async move {
            makes.add();
            on_drop(|| panic_with("output"))
        }));
        let other = L::spawn(async { 7 });
        assert_eq!(other.await, Ok(7));
        assert_eq!(made.get(), 1);
        L::yield_now().await;
    });
}

pub(crate) fn a_panic_and_then_a_panicking_destructor_are_contained<L: Spawns>() {
    let explosive = Explosive { polls: 0, panics_at: Some(2) };
    let panicked = Failure::Panicked(message("poll"));
    assert_eq!(beside_others::<L>(explosive), Err(panicked));
}
