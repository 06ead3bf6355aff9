//! The checks of `e23_abort.rs`. You don't need to change this file; it is no secret.
#![allow(clippy::drop_non_drop, reason = "a skeleton has no destructors yet")]

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::process::ExitCode;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use probes::{
    Driver, DropCounter, Event, Happening, Probe, Probed, State, WakerProbe, event,
};
use verdict::{Check, Exercise, Outcome, When, codes, ensure};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e23_abort.rs"]
mod exercise;

use exercise::{Aborted, JoinHandle, Task};

/// Nothing here waits for anything, so a hang shows early.
const SOON: Duration = Duration::from_secs(1);

/// What a check says when it hangs.
const NOTHING_BLOCKS: &str = "Everything here is polled by hand, on one thread, so nothing \
    should ever block. Look for a lock that is taken twice, or a loop without end.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e23_abort",
    "step04-spawn/exercises/e23_abort.rs",
    include_str!("../notes/e23_abort.md"),
    &[
        Check::new("a join handle gives the output", joined, NOTHING_BLOCKS)
            .deadline(SOON),
        Check::new(
            "to drop the handle is to detach the task",
            detached,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "an aborted task is woken, and its future is dropped instead of polled",
            aborted,
            NOTHING_BLOCKS,
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::ABORT_AT_ONCE)]),
        Check::new(
            "a task that is aborted before its first poll isn't polled at all",
            aborted_before_the_first_poll,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "abort wakes the task by the waker of its latest poll",
            latest_waker,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "a future may abort its own task",
            aborts_itself,
            "The future calls `abort` during its poll, and that waits for a lock which is \
             held during the poll.",
        )
        .deadline(SOON)
        .means(&[
            (When::Hang, codes::ABORT_AT_ONCE),
            (When::Panic("already"), codes::ABORT_AT_ONCE),
        ]),
        Check::new(
            "a task that is over keeps its result, though it is aborted after that",
            aborted_too_late,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "who asked for an abort may drop the handle",
            aborted_and_dropped,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "when the handle is ready, the future is dropped",
            over,
            NOTHING_BLOCKS,
        )
        .deadline(SOON)
        .means(&[
            (When::Hang, codes::BORROW_ACROSS_WAKE),
            (When::Panic("already"), codes::BORROW_ACROSS_WAKE),
        ]),
        Check::new(
            "a future may hold the handle of its own task, and abort in a destructor",
            destructor_aborts,
            "The future is dropped, and what it held calls `abort`. That waits for a \
             lock which is held meanwhile.",
        )
        .deadline(SOON)
        .means(&[
            (When::Hang, codes::LOCK_ACROSS_POLL),
            (When::Panic("already"), codes::LOCK_ACROSS_POLL),
        ]),
        Check::new(
            "a task that is dropped before its end tells its handle",
            dropped_by_its_loop,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "a handle keeps no waker of a task that is over",
            waker_given_back,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "to drop what `abort_on_drop` gives is to abort the task",
            abort_on_drop,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// A task that has a letter to carry, and waits for the gate to open.
struct Postman {
    gate: Event<()>,
    task: Driver<Task>,
    /// Of the future in the task.
    future: Probe,
    letters: DropCounter,
}

fn postman() -> (Postman, JoinHandle<&'static str>) {
    let (gate, opens): (_, Happening<()>) = event("the gate");
    let letters = DropCounter::new("the letter in the future");
    let letter = letters.guard();
    let future = Probe::new("the future in the task");
    let carries: Probed<_> = future.wrap(async move {
        let _letter = letter;
        opens.await;
        "delivered"
    });
    let (task, handle) = exercise::task(carries);
    (Postman { gate, task: Driver::new("the task", task), future, letters }, handle)
}

fn joined() -> Outcome {
    let (mut postman, handle) = postman();
    let mut customer = Driver::new("who joins the task", handle);
    let early = (postman.task.poll(), customer.poll());
    ensure!(
        early == (Poll::Pending, Poll::Pending),
        codes::WRONG_OUTPUT,
        "the task is pending, and so is its handle",
        "{early:?}",
    );
    let (held, wakes) = (customer.held(), customer.wakes());
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "nobody who joins is woken while the task is pending",
        "{wakes} wake(s)",
    );
    ensure!(
        held > 0,
        codes::NO_WAKER,
        "a clone of the waker of who joins is kept",
        "none is kept",
    );
    postman.gate.complete(());
    let wakes = postman.task.wakes();
    ensure!(
        wakes == 1,
        codes::NO_WAKER,
        "the future has the waker of the task, which is woken once",
        "it is woken {wakes} times",
    );
    let task = postman.task.poll();
    let wakes = customer.wakes();
    ensure!(task.is_ready(), codes::WRONG_OUTPUT, "the task is ready", "{task:?}");
    ensure!(
        wakes > 0,
        codes::JOIN_NOT_WOKEN,
        "the task is over, so who joins it is woken",
        "{wakes} wakes",
    );
    let got = customer.poll();
    ensure!(
        got == Poll::Ready(Ok("delivered")),
        codes::WRONG_OUTPUT,
        "Ready(Ok(\"delivered\"))",
        "{got:?}",
    );
    // Whoever comes when it is over gets it as well.
    let (task, handle) = exercise::task(async { "delivered" });
    let _ = Driver::new("a task that is over", task).poll();
    let got = Driver::new("who comes late", handle).poll();
    ensure!(
        got == Poll::Ready(Ok("delivered")),
        codes::LATE_JOIN,
        "Ready(Ok(\"delivered\")), at the first poll",
        "{got:?}",
    );
    Ok(())
}

fn detached() -> Outcome {
    for polled_before in [false, true] {
        let (mut postman, handle) = postman();
        if polled_before {
            let _ = postman.task.poll();
        }
        drop(handle);
        let alive = postman.letters.alive();
        ensure!(
            alive == 1,
            codes::HANDLE_DROP,
            "the handle is dropped, and the future in the task lives on",
            "the future is dropped",
        );
        let running = postman.task.poll();
        postman.gate.complete(());
        let done = running.is_pending() && postman.task.poll().is_ready();
        let to_its_end = postman.future.state() == State::Ready;
        ensure!(
            done && to_its_end,
            codes::HANDLE_DROP,
            "a detached task is polled until its future is ready",
            "the future was left alone before that",
        );
    }
    Ok(())
}

fn aborted() -> Outcome {
    let (mut postman, handle) = postman();
    let _ = postman.task.poll();
    handle.abort();
    let alive = postman.letters.alive();
    ensure!(
        alive == 1,
        codes::ABORT_AT_ONCE,
        "`abort` asks. It is the task that drops its future, in its next poll",
        "`abort` has dropped it",
    );
    let wakes = postman.task.wakes();
    ensure!(
        wakes > 0,
        codes::ABORT_UNSEEN,
        "the task waits, so it is woken",
        "{wakes} wakes: nobody will ever poll it",
    );
    let polls = postman.future.polls();
    let task = postman.task.poll();
    let more = postman.future.polls() - polls;
    let alive = postman.letters.alive();
    ensure!(
        more == 0,
        codes::ABORT_POLLS,
        "the future is dropped where it waits, and isn't polled any more",
        "it is polled once more",
    );
    ensure!(
        task.is_ready(),
        codes::ABORT_UNSEEN,
        "the task is ready",
        "the task: {task:?}",
    );
    ensure!(
        alive == 0,
        codes::NOT_DROPPED,
        "the task is ready, and its future is dropped",
        "{alive} of what its future held is still alive",
    );
    let got = Driver::new("who joins the task", handle).poll();
    ensure!(
        got == Poll::Ready(Err(Aborted)),
        codes::JOIN_NOT_WOKEN,
        "the handle gives Ready(Err(Aborted))",
        "{got:?}",
    );
    Ok(())
}

fn aborted_before_the_first_poll() -> Outcome {
    let (mut postman, handle) = postman();
    handle.abort();
    postman.gate.complete_quietly(());
    let task = postman.task.poll();
    let polls = postman.future.polls();
    ensure!(polls == 0, codes::ABORT_POLLS, "no poll of its future", "{polls}");
    ensure!(
        task.is_ready(),
        codes::ABORT_UNSEEN,
        "the task is ready at its first poll",
        "{task:?}",
    );
    Ok(())
}

fn latest_waker() -> Outcome {
    let (mut postman, handle) = postman();
    let (here, there) = (WakerProbe::new("here"), WakerProbe::new("there"));
    let _ = postman.task.poll_with(&here);
    let _ = postman.task.poll_with(&there);
    handle.abort();
    let (here, there) = (here.wakes(), there.wakes());
    ensure!(
        there > 0,
        codes::LATEST_WAKER,
        "the waker of the second poll is called",
        "the first one was woken {here}×, the second one {there}×",
    );
    Ok(())
}

fn aborts_itself() -> Outcome {
    let own: Rc<Cell<Option<JoinHandle<()>>>> = Rc::default();
    let inside = own.clone();
    let polls = Rc::new(Cell::new(0));
    let counted = polls.clone();
    let (task, handle) = exercise::task(poll_fn(move |_| {
        counted.set(counted.get() + 1);
        if let Some(handle) = inside.take() {
            handle.abort();
            inside.set(Some(handle));
        }
        Poll::Pending
    }));
    own.set(Some(handle));
    let mut task = Driver::new("the task that aborts itself", task);
    let _ = task.poll();
    let wakes = task.wakes();
    ensure!(
        wakes > 0,
        codes::ABORT_UNSEEN,
        "the task has aborted itself in its poll, and is woken for one more",
        "{wakes} wakes",
    );
    let ended = task.poll();
    let polls = polls.get();
    ensure!(
        ended.is_ready() && polls == 1,
        codes::ABORT_POLLS,
        "in that one its future is dropped",
        "the task: {ended:?}; its future was polled {polls} times",
    );
    Ok(())
}

fn aborted_too_late() -> Outcome {
    let (mut postman, handle) = postman();
    postman.gate.complete(());
    let _ = postman.task.poll();
    handle.abort();
    let got = Driver::new("who joins the task", handle).poll();
    ensure!(
        got == Poll::Ready(Ok("delivered")),
        codes::ABORT_TOO_LATE,
        "Ready(Ok(\"delivered\"))",
        "{got:?}",
    );
    Ok(())
}

fn aborted_and_dropped() -> Outcome {
    let (mut postman, handle) = postman();
    let _ = postman.task.poll();
    handle.abort();
    drop(handle);
    let task = postman.task.poll();
    ensure!(
        task.is_ready(),
        codes::ABORT_UNSEEN,
        "the task is over: it was asked to end, whoever is still there",
        "{task:?}",
    );
    Ok(())
}

thread_local! {
    /// For a waker that polls it: a waker has to be `Send`, a handle needn't be.
    static HANDLE: RefCell<Option<JoinHandle<&'static str>>> = const { RefCell::new(None) };
    static SAW: Cell<Option<Poll<Result<&'static str, Aborted>>>> = const { Cell::new(None) };
    static ALIVE: Cell<usize> = const { Cell::new(0) };
}

fn over() -> Outcome {
    for abort in [false, true] {
        let (mut postman, mut handle) = postman();
        let probe = WakerProbe::new("who joins the task");
        let poll = |handle: &mut JoinHandle<_>, cx: &mut Context<'_>| {
            std::pin::Pin::new(handle).poll(cx)
        };
        let _ = (postman.task.poll(), probe.context(|cx| poll(&mut handle, cx)));
        if abort {
            handle.abort();
            let early = probe.context(|cx| poll(&mut handle, cx));
            ensure!(
                early.is_pending(),
                codes::OVER_TOO_EARLY,
                "the task hasn't had its next turn yet, so its handle is pending",
                "the handle gives {early:?}, and the future is still there",
            );
        } else {
            postman.gate.complete(());
        }
        HANDLE.set(Some(handle));
        let letters = Rc::new(postman.letters);
        let counted = letters.clone();
        thread_local! {
            static LETTERS: RefCell<Option<Rc<DropCounter>>> = const { RefCell::new(None) };
        }
        LETTERS.set(Some(counted));
        probe.on_wake(move || {
            let mut handle = HANDLE.take().expect("it is woken once");
            let mut cx = Context::from_waker(Waker::noop());
            SAW.set(Some(poll(&mut handle, &mut cx)));
            ALIVE.set(LETTERS.take().map_or(0, |letters| letters.alive()));
        });
        let _ = postman.task.poll();
        let expected = if abort { Err(Aborted) } else { Ok("delivered") };
        let saw = SAW.take();
        ensure!(
            saw == Some(Poll::Ready(expected)),
            codes::WAKE_TOO_EARLY,
            "the waker polls the handle, and that gives Ready({expected:?})",
            "it gives {saw:?}",
        );
        let alive = ALIVE.get();
        ensure!(
            alive == 0,
            codes::OVER_TOO_EARLY,
            "at that moment, the future is dropped, with all that it held",
            "{alive} of what it held is still alive",
        );
    }
    Ok(())
}

/// Calls `abort` when it is dropped, and then drops the handle.
struct LastWill(Rc<RefCell<Option<JoinHandle<()>>>>);

impl Drop for LastWill {
    fn drop(&mut self) {
        let handle = self.0.take();
        if let Some(handle) = &handle {
            handle.abort();
        }
    }
}

fn destructor_aborts() -> Outcome {
    for abort in [false, true] {
        let own: Rc<RefCell<Option<JoinHandle<()>>>> = Rc::default();
        let will = LastWill(own.clone());
        let (gate, opens) = event::<()>("the gate");
        let (task, handle) = exercise::task(async move {
            let _will = will;
            opens.await;
        });
        let mut task = Driver::new("the task that holds its own handle", task);
        let _ = task.poll();
        if abort {
            handle.abort();
        } else {
            gate.complete(());
        }
        *own.borrow_mut() = Some(handle);
        let ended = task.poll();
        ensure!(
            ended.is_ready() && own.borrow().is_none(),
            codes::NOT_DROPPED,
            "the task is ready, and its future is dropped",
            "the task: {ended:?}",
        );
    }
    Ok(())
}

fn dropped_by_its_loop() -> Outcome {
    for polled_before in [false, true] {
        let (mut postman, handle) = postman();
        let mut customer = Driver::new("who joins the task", handle);
        if polled_before {
            let _ = postman.task.poll();
        }
        let _ = customer.poll();
        drop(postman.task);
        let (wakes, got) = (customer.wakes(), customer.poll());
        ensure!(
            wakes > 0 && got == Poll::Ready(Err(Aborted)),
            codes::JOIN_NOT_WOKEN,
            "the task is gone: its handle is woken, and gives Ready(Err(Aborted))",
            "{wakes} wakes, and {got:?}",
        );
    }
    Ok(())
}

fn waker_given_back() -> Outcome {
    for abort in [false, true] {
        let (mut postman, handle) = postman();
        let _ = postman.task.poll();
        if abort {
            handle.abort();
        }
        postman.gate.complete(());
        let _ = postman.task.poll();
        let waker = postman.task.waker_probe();
        drop(postman);
        let held = waker.held();
        ensure!(
            held == 0,
            codes::WAKER_KEPT,
            "the task is over and dropped, and no clone of its waker is left",
            "{held} left, and the handle is the only one that is still there",
        );
        drop(handle);
    }
    let (mut postman, handle) = postman();
    let mut customer = Driver::new("who joins the task", handle);
    let _ = (postman.task.poll(), customer.poll());
    postman.gate.complete(());
    let _ = postman.task.poll();
    let held = customer.held();
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "the task is over, who joins it is woken, and no clone of that waker is left",
        "{held} left",
    );
    Ok(())
}

fn abort_on_drop() -> Outcome {
    let (mut postman_1, handle) = postman();
    let handle = handle.abort_on_drop();
    let running = postman_1.task.poll();
    ensure!(
        running.is_pending(),
        codes::ABORT_ON_DROP,
        "`abort_on_drop` alone doesn't abort anything",
        "the task: {running:?}",
    );
    drop(handle);
    let wakes = postman_1.task.wakes();
    let task = postman_1.task.poll();
    ensure!(
        wakes > 0 && task.is_ready(),
        codes::ABORT_ON_DROP,
        "it is dropped: so the task is woken, and is ready in its next poll",
        "wakes: {wakes}; the task: {task:?}",
    );
    // One that is awaited to its end gives the output.
    let (mut postman_2, handle) = postman();
    let mut customer = Driver::new("who joins the task", handle.abort_on_drop());
    let _ = (customer.poll(), postman_2.task.poll());
    postman_2.gate.complete(());
    let _ = postman_2.task.poll();
    let (wakes, got) = (customer.wakes(), customer.poll());
    ensure!(
        wakes > 0 && got == Poll::Ready(Ok("delivered")),
        codes::ABORT_ON_DROP,
        "awaited to its end, it gives Ready(Ok(\"delivered\")), as the handle would",
        "{wakes} wakes, and {got:?}",
    );
    Ok(())
}
