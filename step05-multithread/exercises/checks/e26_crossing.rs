//! The checks of `e26_crossing.rs`. You don't need to change this file; it is no
//! secret.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use probes::Driver;
use step05_multithread::{Handle, JoinError, Runtime, spawn, yield_now};
use verdict::{Check, Exercise, Outcome, When, codes, ensure, wrong};

#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e26_crossing.rs"]
mod exercise;

use exercise::{Shared, load, there};

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e26_crossing",
    "step05-multithread/exercises/e26_crossing.rs",
    include_str!("../notes/e26_crossing.md"),
    &[
        Check::new(
            "clones of a `Shared` are the same value",
            same_value,
            "Nobody else uses this value, so `with` has nothing to wait for.",
        ),
        Check::new(
            "a `Shared` may cross if its value may",
            shared_may_cross,
            "This check runs nothing.",
        ),
        Check::new(
            "and not if its value may not",
            what_may_not,
            "This check runs nothing.",
        ),
        Check::new(
            "while one thread has the value, another one waits for it",
            one_at_a_time,
            "One thread is in `with` for a moment, another one calls `with` meanwhile. \
             When the first one is done, the second one should get the value.",
        ),
        Check::new(
            "`load` waits for the van, and writes in the list",
            loads,
            "`load` is polled, and should say `Pending` until the van is there.",
        )
        .means(&[(When::Hang, codes::BLOCKS_LOOP)]),
        Check::new("`load` may cross", load_may_cross, "This check runs nothing."),
        Check::new(
            "`there` makes and runs a local future on the other loop",
            runs_there,
            "The future is ready after two polls on loop 1, and loop 0 waits for its \
             output. Who wakes it?",
        ),
        Check::new(
            "meanwhile the other loop goes on",
            goes_on,
            "The future over there waits for another task of its loop. But that one \
             has no turn: the thread of the loop stands still.",
        )
        .means(&[(When::Hang, codes::BLOCKS_LOOP)]),
        Check::new(
            "a panic over there is told as one",
            panics,
            "The future over there has panicked, and loop 0 waits for its output.",
        ),
        Check::new(
            "`there` may cross, too",
            there_may_cross,
            "This check runs nothing.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn same_value() -> Outcome {
    let one = Shared::new(vec!["Lisbon"]);
    let other = one.clone();
    other.with(|list| list.push("Porto"));
    let towns = one.with(|list| list.clone());
    ensure!(
        towns == ["Lisbon", "Porto"],
        codes::VALUE_LOST,
        "what was added through one clone is seen through the other",
        "{towns:?}",
    );
    Ok(())
}

fn shared_may_cross() -> Outcome {
    let (send, sync) = (
        probes::implements!(Shared<Vec<String>>: Send),
        probes::implements!(Shared<Vec<String>>: Sync),
    );
    ensure!(
        send && sync,
        codes::NOT_SEND,
        "a shared `Vec<String>` is `Send` and `Sync`",
        "`Send`: {send}, `Sync`: {sync}",
    );
    // A `Cell` may go from thread to thread, but must be on one at a time. `with` sees
    // to that.
    let (send, sync) = (
        probes::implements!(Shared<Cell<u32>>: Send),
        probes::implements!(Shared<Cell<u32>>: Sync),
    );
    ensure!(
        send && sync,
        codes::NOT_SEND,
        "a shared `Cell`, which is `Send`, is `Send` and `Sync`: one thread has it at a \
         time",
        "`Send`: {send}, `Sync`: {sync}",
    );
    Ok(())
}

fn what_may_not() -> Outcome {
    let (send, sync) = (
        probes::implements!(Shared<Rc<str>>: Send),
        probes::implements!(Shared<Rc<str>>: Sync),
    );
    ensure!(
        !send && !sync,
        codes::FORCED_SEND,
        "a shared `Rc` is neither `Send` nor `Sync`: its clones count without a lock",
        "`Send`: {send}, `Sync`: {sync}",
    );
    Ok(())
}

/// What goes to another thread, though the compiler wasn't asked: it would have the
/// last word, and there would be no verdict.
struct Promised<T>(T);

// SAFETY: it is made of a `Shared<u32>` that says it is `Send` and `Sync`. If that isn't
// true, this check is here to find out.
unsafe impl<T> Sync for Promised<T> {}

impl<T> Promised<T> {
    fn get(&self) -> &T {
        &self.0
    }
}

fn one_at_a_time() -> Outcome {
    let shared = Promised(Shared::new(0));
    let (inside, calls) = mpsc::channel();
    let (tell, got_it) = mpsc::channel();
    let met = thread::scope(|threads| {
        let there = &shared;
        threads.spawn(move || {
            if calls.recv().is_err() {
                return;
            }
            // A `RefCell` panics in here, and that says enough.
            let got = verdict::catch(|| there.get().with(|value| *value));
            let _ = tell.send(got.ok());
        });
        let early = shared.get().with(|value| {
            *value = 1;
            let _ = inside.send(());
            let early = got_it.recv_timeout(A_MOMENT);
            *value = 2;
            early
        });
        // Nobody came in meanwhile, so now is the turn of the other thread.
        early.or_else(|_| match got_it.recv() {
            Ok(Some(2)) => Err(mpsc::RecvError),
            other => other,
        })
    });
    let met = match met {
        Ok(Some(value)) => format!("it got {value}"),
        Ok(None) => "it panicked".into(),
        Err(_) => return Ok(()),
    };
    wrong!(
        codes::FORCED_SEND,
        "the second thread waits until the first one is out of `with`",
        "the second one didn't wait: {met}",
    )
}

/// Long enough for a thread that doesn't wait; one that does makes the check last as long.
const A_MOMENT: Duration = Duration::from_millis(20);

fn loads() -> Outcome {
    let (van, comes) = probes::event("the van");
    van.woken_by("the check, after the first poll");
    let list = Shared::new(Vec::new());
    let parcel = String::from("Ana, Lisbon");
    let mut loading = Driver::new("`load`", load(parcel, comes, list.clone()));
    ensure!(
        loading.poll().is_pending(),
        codes::VALUE_LOST,
        "the van isn't there, so `load` is pending",
        "it is ready",
    );
    let early = list.with(|list| list.clone());
    ensure!(
        early.is_empty(),
        codes::TICK_LOST,
        "the van isn't there, and `load` may still be dropped: the list is empty",
        "{early:?} is written already",
    );
    van.complete(7);
    let _ = loading.run(10);
    let list = list.with(|list| list.clone());
    ensure!(
        list == ["Lisbon by van 7"],
        codes::VALUE_LOST,
        "\"Lisbon by van 7\" is in the list",
        "{list:?}",
    );
    Ok(())
}

fn load_may_cross() -> Outcome {
    let (_van, comes) = probes::event("the van");
    let loading = load("Ana, Lisbon".into(), comes, Shared::new(Vec::new()));
    let is_send = probes::is_send!(loading);
    ensure!(
        is_send,
        codes::NOT_SEND,
        "the future of `load` is `Send`, so another loop can have it",
        "something in it isn't, and is held across the `await`",
    );
    Ok(())
}

fn here() -> usize {
    Handle::current().index()
}

/// The output of a future that was run by `there`.
fn output<T>(joined: Result<T, JoinError>) -> Result<T, verdict::Wrong> {
    joined.map_err(|error| {
        let said = match error {
            JoinError::Panicked(panic) => panic.message(),
            error => error.to_string(),
        };
        let code = if said.contains("inside a running loop") {
            codes::NESTED_BLOCK_ON
        } else if said.contains("no loop of a runtime is running") {
            codes::WRONG_LOOP
        } else {
            codes::VALUE_LOST
        };
        verdict::Wrong::new(code)
            .expected("the output of the future that ran on the other loop")
            .actual(said)
    })
}

fn runs_there() -> Outcome {
    for place in [1, 0] {
        let runtime = Runtime::new(2);
        let handle = runtime.handle(place);
        let joined = runtime.block_on(there(handle, || {
            let made = Rc::new(Cell::new(here()));
            async move {
                let first = here();
                yield_now().await;
                [made.get(), first, here()]
            }
        }));
        let places = output(joined)?;
        ensure!(
            places == [place; 3],
            codes::WRONG_LOOP,
            "the future is made on loop {place}, polled there, and polled there again",
            "that was on loops {places:?}",
        );
    }
    Ok(())
}

fn goes_on() -> Outcome {
    let runtime = Runtime::new(2);
    let joined = runtime.block_on(there(runtime.handle(1), || async {
        let (bell, rings) = probes::event("the bell on loop 1");
        bell.woken_by("another task of loop 1");
        let _other = spawn(async move { bell.complete("ding") });
        let local = Rc::new("dong");
        (rings.await, *local)
    }));
    let bells = output(joined)?;
    ensure!(bells == ("ding", "dong"), codes::VALUE_LOST, "ding, dong", "{bells:?}");
    Ok(())
}

fn panics() -> Outcome {
    let runtime = Runtime::new(2);
    let joined: Result<(), _> =
        runtime.block_on(there(runtime.handle(1), || async {
            yield_now().await;
            // Not `panic!`, which would be told of as if it were the learner's.
            resume_unwind(Box::new("the van has broken down"));
        }));
    match joined {
        Err(JoinError::Panicked(panic)) => {
            let said = panic.message();
            ensure!(
                said.contains("the van has broken down"),
                codes::PANIC_LOST,
                "the panic over there says: the van has broken down",
                "{said}",
            );
        }
        Err(error) => wrong!(
            codes::PANIC_LOST,
            "the future over there panics, and the error says so",
            "the error says: {error}"
        ),
        Ok(()) => wrong!(
            codes::PANIC_LOST,
            "the future over there panics, and the error says so",
            "there is no error"
        ),
    }
    Ok(())
}

/// A future that isn't `Send`.
async fn a_local_one() -> u32 {
    let local = Rc::new(7);
    yield_now().await;
    *local
}

fn there_may_cross() -> Outcome {
    let runtime = Runtime::new(1);
    let away = there(runtime.handle(0), a_local_one);
    let is_send = probes::is_send!(away);
    ensure!(
        is_send,
        codes::NOT_SEND,
        "the future of `there` is `Send`: a task that has travelled may send on",
        "something in it isn't, and is held across an `await`",
    );
    Ok(())
}
