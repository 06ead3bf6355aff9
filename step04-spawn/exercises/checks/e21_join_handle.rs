//! The checks of `e21_join_handle.rs`. You don't need to change this file; it is no secret.
#![allow(clippy::drop_non_drop, reason = "a skeleton has no destructors yet")]

use std::cell::{Cell, RefCell};
use std::process::ExitCode;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use probes::{Driver, Event, Happening, Probe, WakerProbe, event};
use verdict::{Check, Exercise, Outcome, When, codes, ensure};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e21_join_handle.rs"]
mod exercise;

use exercise::{JoinHandle, Task};

/// Nothing here waits for anything, so a hang shows early.
const SOON: Duration = Duration::from_secs(1);

/// What a check says when it hangs, if it polls by hand and nothing should block.
const NOTHING_BLOCKS: &str = "Everything here is polled by hand, on one thread, so nothing \
    should ever block. Look for a lock that is taken twice, or a loop without end.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e21_join_handle",
    "step04-spawn/exercises/e21_join_handle.rs",
    include_str!("../notes/e21_join_handle.md"),
    &[
        Check::new(
            "the result of a task that is done already is there at the first poll",
            late,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "a handle that waits is woken when the task is done",
            woken,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new("each clone gets the result", clones, NOTHING_BLOCKS)
            .deadline(SOON),
        Check::new(
            "each handle that waits is woken",
            all_are_woken,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "the waker of a handle's latest poll counts",
            latest_waker,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "a handle keeps one waker, however often it is polled",
            one_waker,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "a task whose handles are dropped runs to its end",
            detached,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "a handle that is dropped gives back its waker",
            waker_given_back,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "two handles may wait with the same waker, and one of them may go",
            same_waker,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "the output is dropped with the task and its handles",
            output_is_dropped,
            NOTHING_BLOCKS,
        )
        .section("book/src/step04.md#idea")
        .deadline(SOON),
        Check::new(
            "a waker may poll a handle, clone it and drop it",
            waker_comes_back,
            "The task is done, and calls a waker that polls a handle there and then. \
             That poll waits for a lock that is held while the waker is called.",
        )
        .deadline(SOON)
        .means(&[
            (When::Hang, codes::BORROW_ACROSS_WAKE),
            (When::Panic("already"), codes::BORROW_ACROSS_WAKE),
        ]),
        Check::new(
            "a waker that panics keeps nobody else from being woken",
            waker_panics,
            NOTHING_BLOCKS,
        )
        .deadline(SOON)
        .means(&[(When::Abort, codes::PANIC_IN_WAKE)]),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// A task that is done with "bread" at its first poll after `complete`.
fn baker() -> (Event<&'static str>, Driver<Task>, JoinHandle<&'static str>) {
    let (oven, bread): (_, Happening<&str>) = event("the oven");
    let (task, handle) = exercise::task(bread);
    (oven, Driver::new("the baker's task", task), handle)
}

fn late() -> Outcome {
    let (oven, mut task, handle) = baker();
    let running = task.poll();
    ensure!(
        running.is_pending() && !handle.is_finished(),
        codes::WRONG_OUTPUT,
        "the task is pending while its future is, and not finished",
        "it says {running:?}",
    );
    oven.complete("bread");
    let done = task.poll();
    let finished = handle.is_finished();
    ensure!(
        done.is_ready() && finished,
        codes::WRONG_OUTPUT,
        "the task is ready when its future is, and finished",
        "it says {done:?}, and finished: {finished}",
    );
    let mut customer = Driver::new("who comes late", handle);
    match customer.poll() {
        Poll::Ready("bread") => Ok(()),
        Poll::Ready(other) => {
            verdict::wrong!(codes::WRONG_OUTPUT, "bread", "{other}")
        }
        Poll::Pending => verdict::wrong!(
            codes::LATE_JOIN,
            "the task is done, so its handle is ready at the first poll",
            "it is pending, and nobody will ever wake it",
        ),
    }
}

fn woken() -> Outcome {
    let (oven, mut task, handle) = baker();
    let mut customer = Driver::new("who waits", handle);
    let early = customer.poll();
    ensure!(early.is_pending(), codes::WRONG_OUTPUT, "Pending", "{early:?}");
    let (held, wakes) = (customer.held(), customer.wakes());
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "no wake before the task is done",
        "{wakes} wake(s)",
    );
    ensure!(
        held > 0,
        codes::NO_WAKER,
        "a clone of the waker is kept",
        "none is kept",
    );
    let _ = task.poll();
    oven.complete("bread");
    let _ = task.poll();
    let wakes = customer.wakes();
    ensure!(
        wakes > 0,
        codes::JOIN_NOT_WOKEN,
        "the task is done, so who waits for it is woken",
        "{wakes} wakes",
    );
    let late = customer.poll();
    ensure!(
        late == Poll::Ready("bread"),
        codes::WRONG_OUTPUT,
        "Ready(\"bread\")",
        "{late:?}",
    );
    Ok(())
}

fn clones() -> Outcome {
    let (oven, mut task, first) = baker();
    let second = first.clone();
    oven.complete("bread");
    let _ = task.poll();
    // One that is made when the task is done, too.
    let third = second.clone();
    for (name, handle) in [("first", first), ("second", second), ("third", third)] {
        let mut customer = Driver::new(name, handle);
        let got = customer.poll();
        ensure!(
            got == Poll::Ready("bread"),
            codes::ONE_JOINER,
            "each of three handles gives Ready(\"bread\")",
            "the {name} one gives {got:?}",
        );
    }
    Ok(())
}

fn all_are_woken() -> Outcome {
    let (oven, mut task, handle) = baker();
    let mut customers =
        ["Ann", "Bob", "Cem"].map(|name| Driver::new(name, handle.clone()));
    for customer in &mut customers {
        let _ = customer.poll();
    }
    oven.complete("bread");
    let _ = task.poll();
    let woken = customers.iter().filter(|customer| customer.wakes() > 0).count();
    ensure!(
        woken == 3,
        codes::ONE_WAKER,
        "3 handles wait, and all 3 are woken",
        "{woken} of them",
    );
    Ok(())
}

fn latest_waker() -> Outcome {
    let (oven, mut task, handle) = baker();
    let (here, there) = (WakerProbe::new("here"), WakerProbe::new("there"));
    let mut customer = Driver::new("who moves", handle);
    let _ = customer.poll_with(&here);
    let _ = customer.poll_with(&there);
    oven.complete("bread");
    let _ = task.poll();
    let (here, there) = (here.wakes(), there.wakes());
    ensure!(
        there > 0,
        codes::LATEST_WAKER,
        "the waker of the second poll is called",
        "the first one was woken {here}×, the second one {there}×",
    );
    Ok(())
}

fn one_waker() -> Outcome {
    let (_oven, _task, handle) = baker();
    let mut customer = Driver::new("who asks again and again", handle);
    for _ in 0..100 {
        let _ = customer.poll();
    }
    let held = customer.held();
    ensure!(
        held == 1,
        codes::WAKER_PILE,
        "after 100 polls, 1 clone of the waker is kept",
        "{held} clones",
    );
    Ok(())
}

fn detached() -> Outcome {
    for polled_before in [false, true] {
        let probe = Probe::new("the future of the task");
        let (oven, bread) = event::<&str>("the oven");
        let (task, handle) = exercise::task(probe.wrap(bread));
        let mut task = Driver::new("the baker's task", task);
        if polled_before {
            let _ = task.poll();
        }
        drop((handle.clone(), handle));
        let running = task.poll();
        oven.complete("bread");
        let polls = probe.polls();
        let done = running.is_pending() && task.poll().is_ready();
        let to_its_end = probe.state() == probes::State::Ready;
        ensure!(
            done && to_its_end,
            codes::HANDLE_DROP,
            "all handles are dropped, and the future is polled until it is ready",
            "after {polls} poll(s) it was left alone",
        );
    }
    Ok(())
}

fn waker_given_back() -> Outcome {
    let (oven, mut task, handle) = baker();
    let mut gone = Driver::new("who gives up waiting", handle.clone());
    let mut stays = Driver::new("who waits", handle.clone());
    let _ = (gone.poll(), stays.poll());
    let waker = gone.waker_probe();
    drop(gone);
    let wakes = waker.wakes();
    ensure!(
        wakes == 0,
        codes::WAKE_TOO_EARLY,
        "the task isn't done, and nobody is woken",
        "a handle that is dropped calls its waker",
    );
    let held = waker.held();
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "the handle is dropped, and no clone of its waker is left",
        "{held} left",
    );
    oven.complete("bread");
    let _ = task.poll();
    let held = stays.held();
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "the task is done, and no clone of a waker is left",
        "{held} left",
    );
    let there = stays.wakes();
    ensure!(
        there > 0,
        codes::JOIN_NOT_WOKEN,
        "who still waits is woken",
        "it was woken {there}×",
    );
    Ok(())
}

fn same_waker() -> Outcome {
    let (oven, mut task, handle) = baker();
    let both = WakerProbe::new("a task that waits with two handles");
    let mut gone = Driver::new("the first handle", handle.clone());
    let mut stays = Driver::new("the second handle", handle);
    let _ = (gone.poll_with(&both), stays.poll_with(&both));
    drop(gone);
    oven.complete("bread");
    let _ = task.poll();
    let wakes = both.wakes();
    ensure!(
        wakes > 0,
        codes::JOIN_NOT_WOKEN,
        "the second handle still waits, and its waker is called",
        "it isn't: the first handle had the same waker, and is dropped",
    );
    Ok(())
}

fn output_is_dropped() -> Outcome {
    let loaf = Rc::new("bread");
    let seen = Rc::downgrade(&loaf);
    let (task, handle) = exercise::task(async move { loaf });
    let mut task = Driver::new("the baker's task", task);
    let _ = task.poll();
    drop((task, handle.clone(), handle));
    ensure!(
        seen.upgrade().is_none(),
        codes::UNREAD_KEPT,
        "the task and its handles are gone, and so is the output",
        "somebody still holds it",
    );
    Ok(())
}

thread_local! {
    /// For a waker that polls it: a waker has to be `Send`, a handle needn't be.
    static HANDLE: RefCell<Option<JoinHandle<&'static str>>> = const { RefCell::new(None) };
    static SAW: Cell<Option<Poll<&'static str>>> = const { Cell::new(None) };
}

fn waker_comes_back() -> Outcome {
    let (oven, mut task, handle) = baker();
    HANDLE.set(Some(handle.clone()));
    let mut customer = Driver::new("who looks as soon as he is woken", handle);
    customer.waker_probe().on_wake(|| {
        let mut handle = HANDLE.take().expect("it is woken once").clone();
        let mut cx = Context::from_waker(Waker::noop());
        SAW.set(Some(std::pin::Pin::new(&mut handle).poll(&mut cx)));
    });
    let _ = customer.poll();
    oven.complete("bread");
    let _ = task.poll();
    let saw = SAW.take();
    ensure!(
        saw == Some(Poll::Ready("bread")),
        codes::WAKE_TOO_EARLY,
        "the waker polls a handle, and that gives the output",
        "it gives {saw:?}",
    );
    Ok(())
}

fn waker_panics() -> Outcome {
    // Whoever goes first, two others are left.
    for bad in 0..3 {
        let (oven, mut task, handle) = baker();
        let mut customers =
            ["Ann", "Bob", "Cem"].map(|name| Driver::new(name, handle.clone()));
        customers[bad]
            .waker_probe()
            .on_wake(|| panic!("the waker of one who waits for the task"));
        for customer in &mut customers {
            let _ = customer.poll();
        }
        oven.complete("bread");
        // Whether that panic goes on to the loop is up to the task.
        let _ = verdict::catch(|| task.poll());
        let woken = customers.iter().filter(|customer| customer.wakes() > 0).count();
        ensure!(
            woken == 3,
            codes::PANIC_IN_WAKE,
            "3 wakers are called, though one of them panics",
            "{woken} of them",
        );
        let mut late = Driver::new("who comes late", handle);
        let got = verdict::catch(|| late.poll());
        ensure!(
            got == Ok(Poll::Ready("bread")),
            codes::PANIC_IN_WAKE,
            "the output is there, for who asks later",
            "{got:?}",
        );
    }
    Ok(())
}
