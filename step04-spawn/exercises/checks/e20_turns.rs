//! The checks of `e20_turns.rs`. You don't need to change this file; it is no secret.

use std::future::{pending, poll_fn};
use std::mem::ManuallyDrop;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use probes::{DropCounter, Probe, Trace, event};
use verdict::{Check, Exercise, Outcome, When, codes, ensure, same_order, wrong};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e20_turns.rs"]
mod exercise;

use exercise::{Executor, Spawner};

/// Nothing here waits for anything, so a hang shows early.
const SOON: Duration = Duration::from_secs(1);

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e20_turns",
    "step04-spawn/exercises/e20_turns.rs",
    include_str!("../notes/e20_turns.md"),
    &[
        Check::new(
            "a turn polls each task of the queue once",
            each_once,
            "Three tasks are in the queue, each ready at its first poll. After three \
             polls, `turn` should return.",
        )
        .deadline(SOON),
        Check::new(
            "who isn't woken isn't polled",
            unwoken,
            "Nobody is in the queue, and `turn` should return.",
        )
        .deadline(SOON),
        Check::new(
            "first in, first out",
            in_order,
            "Three tasks are in the queue. After three polls, `turn` should return.",
        )
        .deadline(SOON),
        Check::new(
            "a turn comes to its end, though a task wakes itself in every poll",
            one_yielder,
            "One task wakes itself in every poll. So the queue is never empty, and \
             whoever polls until it is will poll for ever: no timer fires any more.",
        )
        .deadline(SOON)
        .means(&[
            (When::Hang, codes::STARVATION),
            (When::Memory, codes::STARVATION),
        ]),
        Check::new(
            "tasks that wake themselves take turns",
            two_yielders,
            "Two tasks wake themselves in every poll. Each turn should poll both once.",
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::STARVATION)]),
        Check::new(
            "what is spawned in a turn is polled in the next",
            spawned_inside,
            "A task spawns another one in its poll. `spawn` waits for a lock that is held \
             during the poll.",
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::SPAWN_INSIDE)]),
        Check::new(
            "a turn inside a turn panics, and the turn around it goes on",
            nested,
            "A task has called `turn`, inside a turn. It should panic, with a message that \
             says so.",
        )
        .deadline(SOON)
        .means(&[
            (When::Hang, codes::NESTED_BLOCK_ON),
            (When::StackOverflow, codes::NESTED_BLOCK_ON),
        ]),
        Check::new(
            "a task may begin a turn of another executor",
            two_executors,
            "A task of one executor calls `turn` of another. Both turns should end.",
        )
        .section("book/src/step04.md#loop")
        .deadline(SOON),
        Check::new(
            "when a task has panicked, the next turn can begin",
            after_a_panic,
            "A task has panicked, and the turn with it. The next turn should begin, and \
             poll what was spawned since.",
        )
        .section("book/src/step04.md#loop")
        .deadline(SOON),
        Check::new(
            "when the executor is dropped, so are the tasks in its queue",
            drops_queued,
            "The executor is dropped, and waits for something in `drop`.",
        )
        .section("book/src/step04.md#loop")
        .deadline(SOON),
        Check::new(
            "when the executor is dropped, so are the tasks that wait",
            drops_waiting,
            "The executor is dropped, and waits for something in `drop`.",
        )
        .deadline(SOON),
        Check::new(
            "when the executor is dropped, a destructor may wake and spawn",
            foreign_destructors,
            "The executor drops a future. The destructor of what that holds wakes \
             another task, and spawns one: it waits for a lock that is held meanwhile.",
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::LOCK_ACROSS_POLL)]),
        Check::new(
            "a wake that comes after the end does nothing",
            woken_after_the_end,
            "The executor is gone. A wake finds nothing to do, and should return.",
        )
        .deadline(SOON),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn each_once() -> Outcome {
    let executor = Executor::default();
    let probes = ["bread", "milk", "tea"].map(Probe::new);
    for probe in &probes {
        executor.spawner().spawn(probe.wrap(async {}));
    }
    let said = executor.turn();
    let polls: usize = probes.iter().map(Probe::polls).sum();
    ensure!(polls == 3, codes::LEFT_IN_QUEUE, "3 tasks are polled", "{polls}");
    ensure!(said == 3, codes::POLL_COUNT, "`turn` returns 3", "it returns {said}");
    let said = executor.turn();
    ensure!(
        said == 0,
        codes::POLL_COUNT,
        "the queue is empty then, and `turn` returns 0",
        "it returns {said}"
    );
    executor.spawner().spawn(pending());
    executor.spawner().spawn(async {});
    let said = executor.turn();
    ensure!(
        said == 2,
        codes::POLL_COUNT,
        "`turn` returns 2: one task that is done, and one that waits",
        "it returns {said}"
    );
    Ok(())
}

fn in_order() -> Outcome {
    let executor = Executor::default();
    let trace = Trace::new("the order of the polls");
    let wakers: Arc<Mutex<Vec<Waker>>> = Arc::default();
    for name in ["bread", "milk", "tea"] {
        let (trace, wakers) = (trace.clone(), wakers.clone());
        executor.spawner().spawn(poll_fn(move |cx| {
            trace.log(name);
            wakers.lock().unwrap().push(cx.waker().clone());
            Poll::Pending
        }));
    }
    executor.turn();
    same_order(codes::LIFO, ["bread", "milk", "tea"], trace.take())?;
    // In the order of the wakes, not of the spawns.
    let wakers = std::mem::take(&mut *wakers.lock().unwrap());
    for shelf in [2, 0, 1] {
        wakers[shelf].wake_by_ref();
    }
    executor.turn();
    same_order(codes::LIFO, ["tea", "bread", "milk"], trace.take())
}

fn one_yielder() -> Outcome {
    let executor = Executor::default();
    let probe = Probe::new("the task that wakes itself in every poll");
    executor.spawner().spawn(probe.wrap(poll_fn(|cx| {
        cx.waker().wake_by_ref();
        Poll::Pending
    })));
    executor.turn();
    let polls = probe.polls();
    ensure!(polls == 1, codes::STARVATION, "1 poll in one turn", "{polls} polls");
    Ok(())
}

fn two_yielders() -> Outcome {
    let executor = Executor::default();
    let trace = Trace::new("the order of the polls");
    for name in ["Ann", "Bob"] {
        let trace = trace.clone();
        executor.spawner().spawn(poll_fn(move |cx| {
            trace.log(name);
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        }));
    }
    for _ in 0..3 {
        executor.turn();
    }
    let turns = ["Ann", "Bob", "Ann", "Bob", "Ann", "Bob"];
    same_order(codes::STARVATION, turns, trace.take())
}

fn unwoken() -> Outcome {
    let executor = Executor::default();
    let (_bell, rings) = event::<()>("a bell that nobody rings");
    let probe = Probe::new("the task that waits");
    executor.spawner().spawn(probe.wrap(rings));
    executor.turn();
    executor.turn();
    let polls = probe.polls();
    ensure!(
        polls == 1,
        codes::POLLED_UNWOKEN,
        "1 poll: there was no wake after it",
        "{polls} polls in 2 turns",
    );
    Ok(())
}

fn spawned_inside() -> Outcome {
    let executor = Executor::default();
    let child = Probe::new("the task that is spawned inside a task");
    let (inside, future) = (executor.spawner(), child.wrap(async {}));
    executor.spawner().spawn(async move { inside.spawn(future) });
    executor.turn();
    let polls = child.polls();
    ensure!(
        polls == 0,
        codes::TURN_GROWS,
        "the new task has to wait for the next turn",
        "it was polled in the turn that it was spawned in",
    );
    executor.turn();
    let polls = child.polls();
    ensure!(
        polls == 1,
        codes::SPAWN_INSIDE,
        "the new task is polled in the next turn",
        "{polls} polls",
    );
    Ok(())
}

fn nested() -> Outcome {
    thread_local! {
        // Without a destructor: one that runs at the end of the thread is in the way.
        static EXECUTOR: ManuallyDrop<Executor> = ManuallyDrop::default();
    }
    let turn = || verdict::catch(|| EXECUTOR.with(|executor| executor.turn()));
    let spawner = EXECUTOR.with(|executor| executor.spawner());
    let said = Arc::new(Mutex::new(None));
    let said_inside = said.clone();
    spawner.spawn(async move { *said_inside.lock().unwrap() = Some(turn()) });
    let after = Probe::new("the task behind it in the queue");
    spawner.spawn(after.wrap(async {}));
    let polled = turn();
    match said.lock().unwrap().take() {
        Some(Err(panic)) if panic.message.contains("turn") => {}
        Some(Err(panic)) => {
            let message = panic.message;
            wrong!(
                codes::NESTED_BLOCK_ON,
                "a panic that says: a turn is running already",
                "a panic that says: {message}",
            );
        }
        Some(Ok(polls)) => wrong!(
            codes::NESTED_BLOCK_ON,
            "a panic: a turn is running already",
            "a turn inside the turn, with {polls} polls",
        ),
        None => wrong!(
            codes::LEFT_IN_QUEUE,
            "the task that calls `turn` is polled",
            "it wasn't polled",
        ),
    }
    let polls = after.polls();
    ensure!(
        polled.is_ok() && polls == 1,
        codes::NESTED_BLOCK_ON,
        "the turn around it goes on to the next task",
        "that one was polled {polls} time(s)",
    );
    spawner.spawn(async {});
    let next = turn();
    ensure!(
        next.is_ok(),
        codes::NESTED_BLOCK_ON,
        "the turn is over, and the next one can begin",
        "the next one panics, too",
    );
    Ok(())
}

fn two_executors() -> Outcome {
    thread_local! {
        static OTHER: ManuallyDrop<Executor> = ManuallyDrop::default();
    }
    let executor = Executor::default();
    let probe = Probe::new("the task of the other executor");
    OTHER.with(|other| other.spawner()).spawn(probe.wrap(async {}));
    executor.spawner().spawn(async {
        OTHER.with(|other| other.turn());
    });
    executor.turn();
    let polls = probe.polls();
    ensure!(
        polls == 1,
        codes::LEFT_IN_QUEUE,
        "the turn of the other executor polls what is in its queue",
        "{polls} polls",
    );
    Ok(())
}

fn after_a_panic() -> Outcome {
    // Whether it can be dropped, after that, is another question.
    let executor = ManuallyDrop::new(Executor::default());
    executor.spawner().spawn(async { panic!("no flour") });
    let _ = verdict::catch(|| executor.turn());
    let probe = Probe::new("the task that was spawned after the panic");
    executor.spawner().spawn(probe.wrap(async {}));
    let next = verdict::catch(|| executor.turn());
    if let Err(panic) = next {
        let message = panic.message;
        wrong!(
            codes::UNWIND_COUNT,
            "the turn has ended by the panic, and the next one can begin",
            "the next one panics: {message}",
        );
    }
    let polls = probe.polls();
    ensure!(
        polls == 1,
        codes::LEFT_IN_QUEUE,
        "the next turn polls what was spawned since",
        "{polls} polls",
    );
    Ok(())
}

fn drops_queued() -> Outcome {
    let executor = Executor::default();
    let letters = DropCounter::new("the letter in the task");
    let letter = letters.guard();
    executor.spawner().spawn(async move {
        let _letter = letter;
    });
    drop(executor);
    let alive = letters.alive();
    ensure!(
        alive == 0,
        codes::NOT_DROPPED,
        "the task is dropped with its executor",
        "{alive} of what its future held is still alive",
    );
    Ok(())
}

fn drops_waiting() -> Outcome {
    let executor = Executor::default();
    let letters = DropCounter::new("the letter in the task");
    let letter = letters.guard();
    // It holds both ends: so nobody else knows of its waker.
    let (bell, rings) = event::<()>("the bell that the task has itself");
    let spawner = executor.spawner();
    executor.spawner().spawn(async move {
        let _held = (letter, bell, spawner);
        rings.await;
    });
    executor.turn();
    drop(executor);
    let alive = letters.alive();
    ensure!(
        alive == 0,
        codes::ARC_CYCLE,
        "the task is dropped with its executor, though its future holds its waker",
        "{alive} of what its future held is still alive",
    );
    Ok(())
}

/// Wakes a task and spawns one when it is dropped.
struct Bustle(Option<Waker>, Spawner);

impl Drop for Bustle {
    fn drop(&mut self) {
        if let Some(waker) = self.0.take() {
            waker.wake();
        }
        self.1.spawn(async {});
    }
}

fn foreign_destructors() -> Outcome {
    let executor = Executor::default();
    let kept: Arc<Mutex<Option<Waker>>> = Arc::default();
    let keep = kept.clone();
    executor.spawner().spawn(poll_fn(move |cx| {
        *keep.lock().unwrap() = Some(cx.waker().clone());
        Poll::Pending
    }));
    executor.turn();
    let waker = kept.lock().unwrap().take();
    // One that waits, with a waker that it holds itself, and one that is in the queue.
    let (bell, rings) = event::<()>("the bell that the task has itself");
    let waits = Bustle(waker, executor.spawner());
    executor.spawner().spawn(async move {
        let _held = (waits, bell);
        rings.await;
    });
    executor.turn();
    let queued = Bustle(None, executor.spawner());
    executor.spawner().spawn(async move {
        let _held = queued;
    });
    drop(executor);
    Ok(())
}

fn woken_after_the_end() -> Outcome {
    let executor = Executor::default();
    let probe = Probe::new("the task that waits for the bell");
    let kept: Arc<Mutex<Option<Waker>>> = Arc::default();
    let keep = kept.clone();
    executor.spawner().spawn(probe.wrap(poll_fn(move |cx| {
        *keep.lock().unwrap() = Some(cx.waker().clone());
        Poll::Pending
    })));
    executor.turn();
    drop(executor);
    let waker = kept.lock().unwrap().take();
    let woken = verdict::catch(|| waker.expect("it was polled").wake());
    let (polls, panicked) = (probe.polls(), woken.is_err());
    ensure!(
        polls == 1 && !panicked,
        codes::POLL_IN_WAKE,
        "nothing happens: whoever has a waker can't know that the executor is gone",
        "polls: {polls}; panicked: {panicked}",
    );
    Ok(())
}
