//! The checks of `e12_own_wakers.rs`. You don't need to change this file; it is no
//! secret.

use std::future::{poll_fn, ready};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;

use probes::{
    Driver, DropCounter, Event, Happening, Probe, Probed, WakerProbe, event,
    ready_on_poll,
};
use verdict::{Check, Exercise, Outcome, When, codes, ensure};

#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e12_own_wakers.rs"]
mod exercise;

use exercise::join_all;

const NOBODY_BLOCKS: &str = "`poll` and `wake` return at once: whoever has to wait says \
                             `Pending`, and is polled again when it is woken.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e12_own_wakers",
    "step02-waker/exercises/e12_own_wakers.rs",
    include_str!("../notes/e12_own_wakers.md"),
    &[
        Check::new(
            "children that are ready at once make a join that is",
            ready_at_once,
            NOBODY_BLOCKS,
        ),
        Check::new("the first poll polls every child once", first_poll, NOBODY_BLOCKS),
        Check::new("a child that is woken wakes the task", wakes_the_task, NOBODY_BLOCKS),
        Check::new("the outputs are in the order of the children", order, NOBODY_BLOCKS),
        Check::new(
            "only those who were woken are polled",
            only_the_woken,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "a child may wake itself during its poll",
            wakes_itself,
            "A child called its waker inside its poll, as `yield_now` does. The call \
             never came back: the waker waits for a lock that the join holds while it \
             polls.",
        )
        .section("book/src/step02.md#oneshot")
        .means(&[(When::Hang, codes::LOCK_ACROSS_POLL)]),
        Check::new(
            "a child that wakes itself has to wait for the next poll of the join",
            next_poll,
            NOBODY_BLOCKS,
        )
        .section("book/src/step02.md#which-waker"),
        Check::new(
            "a join that has moved wakes the task where it is now",
            moved,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "a child that is ready stays in peace, even if it is woken",
            woken_when_ready,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "to wake the task may wake another child",
            wakes_a_sibling,
            "A child was woken, and its waker called the task's. That woke a second \
             child, and this call never came back: it waits for a lock that the first \
             one holds until the task's waker returns.",
        )
        .section("book/src/step02.md#oneshot")
        .means(&[(When::Hang, codes::BORROW_ACROSS_WAKE)]),
        Check::new(
            "when the join is over, nothing is kept",
            nothing_is_kept,
            NOBODY_BLOCKS,
        )
        .section("book/src/step02.md#which-waker"),
        Check::new(
            "children may be woken from other threads",
            threads,
            "The loop sleeps, and all couriers have arrived, each on a thread of its \
             own. Somebody was woken whom the join didn't poll.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// Children that somebody else completes.
struct Couriers {
    arrive: Vec<Event<&'static str>>,
    probes: Vec<Probe>,
}

fn couriers(count: usize) -> (Couriers, Vec<Probed<Happening<&'static str>>>) {
    let mut couriers = Couriers { arrive: Vec::new(), probes: Vec::new() };
    let mut children = Vec::new();
    for number in 1..=count {
        let (arrive, courier) = event(format!("courier {number}"));
        let probe = Probe::new(format!("courier {number}, as the join polls it"));
        children.push(probe.wrap(courier));
        couriers.arrive.push(arrive);
        couriers.probes.push(probe);
    }
    (couriers, children)
}

impl Couriers {
    fn polls(&self) -> Vec<usize> {
        self.probes.iter().map(Probe::polls).collect()
    }
}

fn ready_at_once() -> Outcome {
    let mut join = Driver::new(
        "the join",
        join_all(vec![ready("a parcel"), ready("a letter")]),
    );
    let Poll::Ready(output) = join.poll() else {
        verdict::wrong!(
            codes::FIRST_POLL,
            "Ready at the first poll, since both children are ready at theirs",
            "Pending",
        );
    };
    ensure!(
        output == ["a parcel", "a letter"],
        codes::WRONG_OUTPUT,
        "[\"a parcel\", \"a letter\"]",
        "{output:?}",
    );
    let nobody: Vec<std::future::Ready<()>> = Vec::new();
    let mut join = Driver::new("the join of nobody", join_all(nobody));
    ensure!(
        join.poll().is_ready(),
        codes::WRONG_OUTPUT,
        "Ready([]): without children there is nothing to wait for",
        "Pending",
    );
    Ok(())
}

fn first_poll() -> Outcome {
    let (couriers, children) = couriers(3);
    let mut join = Driver::new("the join", join_all(children));
    let first = join.poll();
    let (polls, wakes) = (couriers.polls(), join.wakes());
    ensure!(
        polls.iter().all(|&polls| polls > 0),
        codes::FIRST_POLL,
        "the first poll of the join polls each of the three couriers once",
        "they were polled {polls:?} times",
    );
    ensure!(
        polls == [1, 1, 1],
        codes::WHICH_CHILD,
        "the first poll of the join polls each of the three couriers once",
        "they were polled {polls:?} times",
    );
    ensure!(
        first.is_pending(),
        codes::NO_EVENT,
        "Pending: no courier has arrived",
        "{first:?}",
    );
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "the task isn't woken before a courier arrives",
        "it was woken {wakes}× during the poll",
    );
    Ok(())
}

fn wakes_the_task() -> Outcome {
    let (couriers, children) = couriers(3);
    let mut join = Driver::new("the join", join_all(children));
    let _ = join.poll();
    couriers.arrive[1].complete("a parcel");
    let wakes = join.wakes();
    ensure!(
        wakes > 0,
        codes::NOT_WOKEN,
        "courier 2 has arrived, and the task is woken",
        "it was woken {wakes}×",
    );
    Ok(())
}

fn order() -> Outcome {
    let (couriers, children) = couriers(3);
    let mut join = Driver::new("the join", join_all(children));
    let mut last = join.poll();
    for (number, what) in [(2, "third"), (0, "first"), (1, "second")] {
        couriers.arrive[number].complete(what);
        last = join.poll();
    }
    let Poll::Ready(output) = last else {
        let polls = couriers.polls();
        verdict::wrong!(
            codes::CHILD_FORGOTTEN,
            "Ready: couriers 3, 1 and 2 have arrived, and each was polled after that",
            "Pending; they were polled {polls:?} times",
        );
    };
    ensure!(
        output == ["first", "second", "third"],
        codes::RESULT_ORDER,
        "the outputs of couriers 1, 2 and 3, in this order, whoever arrived first",
        "{output:?}",
    );
    Ok(())
}

fn only_the_woken() -> Outcome {
    let (couriers, children) = couriers(5);
    let mut join = Driver::new("the join", join_all(children));
    let _ = join.poll();
    let mut expected = [1; 5];
    // Who is woken before a poll of the join. Not all of them have arrived.
    let rounds: [&[usize]; 4] = [&[1], &[], &[3, 0], &[4, 2, 0]];
    for woken in rounds {
        for &number in woken {
            couriers.arrive[number].wake();
            expected[number] += 1;
        }
        let _ = join.poll();
        let polls = couriers.polls();
        let woken: Vec<usize> = woken.iter().map(|number| number + 1).collect();
        ensure!(
            polls.iter().zip(expected).all(|(&polls, expected)| polls >= expected),
            codes::CHILD_FORGOTTEN,
            "couriers {woken:?} were woken, so by now they were polled {expected:?} times",
            "they were polled {polls:?} times",
        );
        ensure!(
            polls == expected,
            codes::WHICH_CHILD,
            "couriers {woken:?} were woken, so by now they were polled {expected:?} times",
            "they were polled {polls:?} times",
        );
    }
    Ok(())
}

fn wakes_itself() -> Outcome {
    const MOST: usize = 20;
    let children = (1..=3).map(|polls| ready_on_poll(polls, polls)).collect();
    let mut join = Driver::new("the join", join_all(children));
    let output = join.run(MOST);
    let polls = join.polls();
    ensure!(
        output == Some(vec![1, 2, 3]),
        codes::QUEUED_LATE,
        "each child wakes itself until it is ready, and is polled again each time",
        "after {polls} polls of the join, it is {output:?}",
    );
    Ok(())
}

fn next_poll() -> Outcome {
    let probe = Probe::new("the child that wakes itself");
    let children = vec![probe.wrap(ready_on_poll(3, ()))];
    let mut join = Driver::new("the join", join_all(children));
    let _ = join.poll();
    let polls = probe.polls();
    ensure!(
        polls == 1,
        codes::TURN_GROWS,
        "the first poll of the join polls each child once, also one that wakes itself \
         meanwhile",
        "it polled this one {polls} times",
    );
    Ok(())
}

fn moved() -> Outcome {
    let (couriers, children) = couriers(2);
    let mut join = Driver::new("the join", join_all(children));
    let (a, b) = (WakerProbe::new("loop A"), WakerProbe::new("loop B"));
    let _ = join.poll_with(&a);
    let _ = join.poll_with(&b);
    couriers.arrive[0].complete("a parcel");
    let (a, b) = (a.wakes(), b.wakes());
    ensure!(
        b > 0,
        codes::LATEST_WAKER,
        "the join was polled by loop A and then by loop B; courier 1 arrives, and B is \
         woken",
        "A was woken {a}×, B {b}×",
    );
    Ok(())
}

fn woken_when_ready() -> Outcome {
    let kept: Arc<Mutex<Option<Waker>>> = Arc::default();
    let (hasty, slow) = (
        Probe::new("the courier who is ready"),
        Probe::new("the courier who waits"),
    );
    let mut children = Vec::new();
    for (probe, is_ready) in [(&hasty, true), (&slow, false)] {
        let kept = kept.clone();
        children.push(probe.wrap(poll_fn(move |cx| {
            if !is_ready {
                return Poll::Pending;
            }
            *kept.lock().expect("nobody panics") = Some(cx.waker().clone());
            Poll::Ready(())
        })));
    }
    let mut join = Driver::new("the join", join_all(children));
    let _ = join.poll();
    let waker = kept.lock().expect("nobody panics").take();
    waker.expect("the first poll polls all").wake();
    let _ = join.poll();
    let (hasty, slow) = (hasty.polls(), slow.polls());
    ensure!(
        (hasty, slow) == (1, 1),
        codes::WHICH_CHILD,
        "a ready courier was woken: neither it nor the other one is polled again",
        "they were polled {hasty}× and {slow}×",
    );
    Ok(())
}

fn wakes_a_sibling() -> Outcome {
    let (couriers, children) = couriers(2);
    let mut join = Driver::new("the join", join_all(children));
    let task =
        WakerProbe::new("the task, which sends off courier 2 when it is woken");
    let _ = join.poll_with(&task);
    let (second, sent) = (couriers.arrive[1].clone(), AtomicBool::new(false));
    task.on_wake(move || {
        if !sent.swap(true, SeqCst) {
            second.complete("a letter");
        }
    });
    couriers.arrive[0].complete("a parcel");
    let done = join.poll_with(&task);
    let polls = couriers.polls();
    ensure!(
        done == Poll::Ready(vec!["a parcel", "a letter"]),
        codes::CHILD_FORGOTTEN,
        "both couriers have arrived, the second one inside the task's wake",
        "{done:?}; they were polled {polls:?} times",
    );
    Ok(())
}

fn nothing_is_kept() -> Outcome {
    let (couriers, children) = couriers(2);
    let mut join = Driver::new("the join that ends", join_all(children));
    let _ = join.poll();
    couriers.arrive.iter().for_each(|arrive| arrive.complete("a parcel"));
    let _ = join.poll();
    let held = join.held();
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "the join is ready, and no clone of the task's waker is kept",
        "{held} of them",
    );
    let parcels = DropCounter::new("the parcels in the couriers' hands");
    let children = (0..2).map(|_| {
        let parcel = parcels.guard();
        async move {
            let _parcel = parcel;
            std::future::pending::<()>().await;
        }
    });
    let mut join =
        Driver::new("the join that is dropped", join_all(children.collect()));
    let _ = join.poll();
    let waker = join.waker_probe();
    drop(join);
    let (alive, held) = (parcels.alive(), waker.held());
    ensure!(
        alive == 0,
        codes::NOT_DROPPED,
        "the join was dropped, and its children with it",
        "{alive} of their parcels are left",
    );
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "the join was dropped, and no clone of the task's waker is kept",
        "{held} of them",
    );
    Ok(())
}

fn threads() -> Outcome {
    let (couriers, children) = couriers(4);
    let threads: Vec<_> = couriers
        .arrive
        .into_iter()
        .map(|arrive| thread::spawn(move || arrive.complete("a parcel")))
        .collect();
    let output = step02_waker::block_on(join_all(children));
    ensure!(
        output == ["a parcel"; 4],
        codes::WRONG_OUTPUT,
        "four parcels",
        "{output:?}",
    );
    for thread in threads {
        thread.join().expect("the wakers don't panic");
    }
    Ok(())
}
