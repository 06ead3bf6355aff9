//! The checks of `e19_queued.rs`. You don't need to change this file; it is no secret.

use std::future::poll_fn;
use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::task::{Poll, Waker};
use std::time::Duration;

use probes::{DropCounter, Probe, State, Trace, event, ready_on_poll};
use verdict::{Check, Exercise, Outcome, When, codes, ensure, same_order};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e19_queued.rs"]
mod exercise;

use exercise::Executor;

/// Nothing here waits for anything, so a hang shows early.
const SOON: Duration = Duration::from_secs(1);

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e19_queued",
    "step04-spawn/exercises/e19_queued.rs",
    include_str!("../notes/e19_queued.md"),
    &[
        Check::new(
            "`run` polls all tasks of the queue",
            all_of_them,
            "Three tasks are in the queue, and each is ready at its first poll. So the \
             queue is empty soon, and `run` should return.",
        )
        .deadline(SOON),
        Check::new(
            "a wake puts a task in the queue, and `run` polls it from there",
            woken,
            "One task waits, and one wake comes from outside. `run` should poll once \
             and return.",
        )
        .deadline(SOON),
        Check::new(
            "who isn't woken isn't polled",
            not_woken,
            "A task that waits is in no queue. The queue is empty, and `run` should \
             return.",
        )
        .deadline(SOON),
        Check::new(
            "a task may wake itself while it is polled",
            wakes_itself,
            "The task wakes itself during its poll, so `wake` wants a lock that somebody \
             holds: whoever called the poll. Look at how long each guard lives.",
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::LOCK_ACROSS_POLL)]),
        Check::new(
            "who is woken first is polled first",
            in_order,
            "Three tasks wait, and each is woken once. `run` should poll each of them \
             once, and return.",
        )
        .deadline(SOON),
        Check::new(
            "five wakes before a poll make one poll",
            five_before,
            "After five wakes, the task is to be polled once, and `run` to return.",
        )
        .deadline(SOON),
        Check::new(
            "five wakes during a poll make one more",
            five_during,
            "After the second poll, nobody wakes the task any more, and `run` should \
             return.",
        )
        .deadline(SOON),
        Check::new(
            "a task may spawn while it is polled",
            spawns,
            "A task spawns another one during its poll, so `spawn` wants the lock of the \
             queue. Whoever called the poll holds it.",
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::SPAWN_INSIDE)]),
        Check::new(
            "a task that is done is not polled again, whoever wakes it",
            woken_when_done,
            "The task is done. A wake may come all the same, and `run` should return.",
        )
        .deadline(SOON),
        Check::new(
            "a task that is done is dropped, though a waker of it is kept",
            dropped,
            "The task is ready at its first poll, and `run` should return.",
        )
        .section("book/src/step04.md#task-waker")
        .deadline(SOON),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn all_of_them() -> Outcome {
    let executor = Executor::default();
    let probes = ["bread", "milk", "tea"].map(Probe::new);
    for probe in &probes {
        executor.spawn(probe.wrap(async {}));
    }
    executor.run();
    let done = probes.iter().filter(|probe| probe.state() == State::Ready).count();
    ensure!(
        done == 3,
        codes::LEFT_IN_QUEUE,
        "3 tasks in the queue, and all of them polled before `run` returns",
        "{done} of them polled",
    );
    Ok(())
}

fn woken() -> Outcome {
    let executor = Executor::default();
    let (bell, rings) = event::<()>("the bell");
    bell.woken_by("the check, which calls `complete`");
    let probe = Probe::new("the task that waits for the bell");
    // Whoever polls it again and again gets an end: a count says more than a hang.
    let (mut rings, mut left) = (Box::pin(rings), 100);
    executor.spawn(probe.wrap(poll_fn(move |cx| {
        left -= 1;
        if left == 0 { Poll::Ready(()) } else { rings.as_mut().poll(cx).map(drop) }
    })));
    executor.run();
    let polls = probe.polls();
    ensure!(
        polls < 100,
        codes::POLLED_UNWOKEN,
        "1 poll before the wake, and then `run` returns",
        "polled again and again, until it said `Ready` in poll 100 to end this",
    );
    ensure!(
        polls == 1,
        codes::POLLED_UNWOKEN,
        "1 poll before the wake",
        "{polls} polls",
    );
    ensure!(
        !probe.is_dropped(),
        codes::GAVE_UP,
        "a task that said `Pending` keeps its future: it goes on when it is woken",
        "the future was dropped after its first poll",
    );
    bell.complete(());
    let inside = probe.polls() - 1;
    ensure!(
        inside == 0,
        codes::POLL_IN_WAKE,
        "no poll inside `wake`: it is `run` that polls",
        "{inside} poll inside `wake`",
    );
    executor.run();
    let polls = probe.polls();
    ensure!(
        polls == 2,
        codes::NOT_QUEUED,
        "2 polls: one before the wake, and one after it",
        "{polls} poll(s)",
    );
    Ok(())
}

fn not_woken() -> Outcome {
    let executor = Executor::default();
    let (_bell, rings) = event::<()>("a bell that nobody rings");
    let (other, hears) = event::<()>("another bell");
    let probe = Probe::new("the task that waits");
    executor.spawn(probe.wrap(rings));
    executor.spawn(hears);
    executor.run();
    executor.run();
    other.complete(());
    executor.run();
    let polls = probe.polls();
    ensure!(
        polls == 1,
        codes::POLLED_UNWOKEN,
        "1 poll of a task that nobody wakes, however often `run` is called",
        "{polls} polls",
    );
    Ok(())
}

fn wakes_itself() -> Outcome {
    let executor = Executor::default();
    let probe = Probe::new("the task that wakes itself twice");
    executor.spawn(probe.wrap(ready_on_poll(3, ())));
    executor.run();
    let polls = probe.polls();
    if probe.state() != State::Ready {
        executor.run();
        ensure!(
            probe.polls() == polls,
            codes::LEFT_IN_QUEUE,
            "3 polls, for after each of the first two, the task is in the queue again",
            "`run` returned after {polls} poll(s), with the task in the queue: the next \
             `run` found it there",
        );
    }
    ensure!(
        probe.state() == State::Ready,
        codes::QUEUED_LATE,
        "3 polls: after each of the first two, the task is in the queue again",
        "polled {polls} time(s), then left alone",
    );
    Ok(())
}

fn in_order() -> Outcome {
    let executor = Executor::default();
    let trace = Trace::new("who is polled");
    let bells = ["bread", "milk", "tea"].map(|name| {
        let (bell, rings) = event::<()>(name);
        let trace = trace.clone();
        executor.spawn(async move {
            rings.await;
            trace.log(name);
        });
        bell
    });
    executor.run();
    let [bread, milk, tea] = bells;
    milk.complete(());
    tea.complete(());
    bread.complete(());
    executor.run();
    same_order(codes::LIFO, ["milk", "tea", "bread"], trace.entries())
}

fn five_before() -> Outcome {
    let executor = Executor::default();
    let probe = Probe::new("the task that is woken five times");
    let (give, waker) = channel();
    executor.spawn(probe.wrap(poll_fn(move |cx| {
        let _ = give.send(cx.waker().clone());
        Poll::Pending
    })));
    executor.run();
    let waker: Waker = waker.recv().expect("it was polled");
    (0..5).for_each(|_| waker.wake_by_ref());
    executor.run();
    let after = probe.polls() - 1;
    ensure!(
        after == 1,
        codes::DOUBLE_QUEUE,
        "one poll after the 5 wakes",
        "{after} polls after them",
    );
    Ok(())
}

fn five_during() -> Outcome {
    let executor = Executor::default();
    let probe = Probe::new("the task that wakes itself five times");
    let mut first = true;
    executor.spawn(probe.wrap(poll_fn(move |cx| {
        if std::mem::take(&mut first) {
            (0..5).for_each(|_| cx.waker().wake_by_ref());
        }
        Poll::Pending
    })));
    executor.run();
    let more = probe.polls() - 1;
    ensure!(more > 0, codes::QUEUED_LATE, "one more poll after those wakes", "none");
    ensure!(
        more == 1,
        codes::DOUBLE_QUEUE,
        "one more poll after those 5 wakes",
        "{more} more polls",
    );
    Ok(())
}

fn spawns() -> Outcome {
    let executor = Executor::default();
    let child = Probe::new("the task that is spawned inside a task");
    let (inside, future) = (executor.clone(), child.wrap(ready_on_poll(2, ())));
    executor.spawn(async move { inside.spawn(future) });
    executor.run();
    let polls = child.polls();
    ensure!(
        child.state() == State::Ready,
        codes::SPAWN_INSIDE,
        "the new task is in the queue, and `run` polls it until it is done: 2 polls",
        "{polls} polls",
    );
    Ok(())
}

fn woken_when_done() -> Outcome {
    let executor = Executor::default();
    let probe = Probe::new("the task that is done");
    let (give, waker) = channel();
    executor.spawn(probe.wrap(poll_fn(move |cx| {
        let _ = give.send(cx.waker().clone());
        Poll::Ready(())
    })));
    executor.run();
    let waker: Waker = waker.recv().expect("it was polled");
    waker.wake();
    executor.run();
    let polls = probe.polls();
    ensure!(polls == 1, codes::POLL_AFTER_READY, "1 poll", "{polls} polls");
    Ok(())
}

fn dropped() -> Outcome {
    let executor = Executor::default();
    let letters = DropCounter::new("the letter in the task");
    let letter = letters.guard();
    let (give, waker) = channel();
    executor.spawn(poll_fn(move |cx| {
        let _held = &letter;
        let _ = give.send(cx.waker().clone());
        Poll::Ready(())
    }));
    executor.run();
    let _kept: Waker = waker.recv().expect("it was polled");
    let alive = letters.alive();
    ensure!(
        alive == 0,
        codes::NOT_DROPPED,
        "the task is done, so all that its future held is dropped",
        "{alive} of what it held is still alive",
    );
    Ok(())
}
