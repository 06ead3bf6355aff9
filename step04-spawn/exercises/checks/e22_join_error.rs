//! The checks of `e22_join_error.rs`. You don't need to change this file; it is no secret.

use std::cell::Cell;
use std::future::poll_fn;
use std::panic::panic_any;
use std::process::ExitCode;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use probes::{Driver, DropCounter, Probe, event, ready_on_poll};
use verdict::{Check, Exercise, Outcome, When, codes, ensure, wrong};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e22_join_error.rs"]
mod exercise;

use exercise::{JoinError, catch_panic};

/// Nothing here waits for anything, so a hang shows early.
const SOON: Duration = Duration::from_secs(1);

/// What a check says when it hangs.
const NOTHING_BLOCKS: &str = "Everything here is polled by hand, on one thread, so nothing \
    should ever block. Look for a loop without end.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e22_join_error",
    "step04-spawn/exercises/e22_join_error.rs",
    include_str!("../notes/e22_join_error.md"),
    &[
        Check::new(
            "the output of a future that doesn't panic is handed on",
            no_panic,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "a panic in the first poll is caught",
            first_poll,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new("a panic in a later poll is caught", later_poll, NOTHING_BLOCKS)
            .deadline(SOON),
        Check::new(
            "a future that has panicked is never polled again",
            polled_once,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new("the error says what the panic said", says_it, NOTHING_BLOCKS)
            .deadline(SOON),
        Check::new(
            "the error has what the panic has thrown",
            thrown,
            NOTHING_BLOCKS,
        )
        .deadline(SOON),
        Check::new(
            "a future that has panicked is dropped before the error is there",
            dropped,
            NOTHING_BLOCKS,
        )
        .section("book/src/step04.md#join-handle")
        .deadline(SOON),
        Check::new(
            "a destructor that panics, too, does no harm",
            destructor_panics,
            NOTHING_BLOCKS,
        )
        .deadline(SOON)
        .means(&[
            (When::Abort, codes::DROP_PANICS),
            (When::Panic("while cleaning up"), codes::DROP_PANICS),
        ]),
        Check::new(
            "a destructor that panics after `Ready` does no harm either",
            destructor_panics_at_the_end,
            NOTHING_BLOCKS,
        )
        .deadline(SOON)
        .means(&[(When::Panic("while cleaning up"), codes::DROP_PANICS)]),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// The error of a future that is ready, or has panicked, at its first poll.
fn error_of<F: Future<Output = ()>>(future: F) -> Result<JoinError, verdict::Wrong> {
    let mut driver = Driver::new("the task", catch_panic(future));
    match driver.poll() {
        Poll::Ready(Err(error)) => Ok(error),
        Poll::Ready(Ok(())) => wrong!(codes::PANIC_LOST, "an error", "Ok"),
        Poll::Pending => wrong!(
            codes::PANIC_LOST,
            "its result is an error, as soon as it has panicked",
            "Pending",
        ),
    }
}

fn no_panic() -> Outcome {
    let probe = Probe::new("a future of three polls");
    let here = Rc::new(Cell::new(0));
    let future = async {
        probe.wrap(ready_on_poll(3, ())).await;
        here.set(here.get() + 1);
        "bread"
    };
    let mut driver = Driver::new("the task", catch_panic(future));
    let output = driver.run(10).and_then(Result::ok);
    ensure!(
        output == Some("bread"),
        codes::WRONG_OUTPUT,
        "bread, at the third poll",
        "{output:?}",
    );
    // And one that waits for something.
    let (oven, bread) = event::<&str>("the oven");
    let mut driver = Driver::new("the task that waits", catch_panic(bread));
    let pending = driver.poll().is_pending();
    let held = driver.held();
    ensure!(
        pending && held == 1,
        codes::NO_WAKER,
        "the future is pending, and has the waker of the task",
        "pending: {pending}; clones of that waker: {held}",
    );
    let wakes = driver.wakes();
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "no wake while the oven isn't ready",
        "{wakes} wake(s)",
    );
    oven.complete("bread");
    let output = driver.run(10).and_then(Result::ok);
    ensure!(output == Some("bread"), codes::WRONG_OUTPUT, "bread", "{output:?}");
    Ok(())
}

fn first_poll() -> Outcome {
    error_of(async { panic!("no flour") }).map(drop)
}

fn later_poll() -> Outcome {
    let future = async {
        ready_on_poll(3, ()).await;
        panic!("the oven is cold");
    };
    let mut driver = Driver::new("the task", catch_panic(future));
    let panicked = matches!(driver.run(10), Some(Err::<(), _>(_)));
    ensure!(
        panicked,
        codes::PANIC_LOST,
        "the third poll panics, and gives an error",
        "there is no error",
    );
    Ok(())
}

fn polled_once() -> Outcome {
    let polls = Cell::new(0);
    let future = poll_fn(|_| {
        polls.set(polls.get() + 1);
        if polls.get() == 1 {
            panic!("no flour");
        }
        Poll::Ready(())
    });
    let mut driver = Driver::new("the task", catch_panic(future));
    let result = driver.poll();
    let polls = polls.get();
    ensure!(polls == 1, codes::POLL_AFTER_PANIC, "1 poll", "{polls} polls");
    ensure!(
        matches!(result, Poll::Ready(Err(_))),
        codes::PANIC_LOST,
        "an error",
        "{result:?}",
    );
    Ok(())
}

fn says_it() -> Outcome {
    let says = |error: &JoinError, message: Option<&str>, display: &str| {
        let (actual, shown) = (error.message(), error.to_string());
        ensure!(
            actual == message,
            codes::PANIC_TEXT,
            "`message` gives {message:?}",
            "{actual:?}",
        );
        ensure!(
            shown == display,
            codes::PANIC_TEXT,
            "it is shown as: {display}",
            "{shown}",
        );
        Ok(())
    };
    let plain = error_of(async { panic!("no flour") })?;
    says(&plain, Some("no flour"), "the task panicked: no flour")?;
    let bags = 3;
    let formatted = error_of(async { panic!("{bags} bags, and no flour") })?;
    let (message, shown) =
        ("3 bags, and no flour", "the task panicked: 3 bags, and no flour");
    says(&formatted, Some(message), shown)?;
    let mute = error_of(async { panic_any(Crumbs(7)) })?;
    says(&mute, None, "the task panicked")
}

/// Not a text.
#[derive(Debug, PartialEq)]
struct Crumbs(usize);

fn thrown() -> Outcome {
    let error = error_of(async { panic_any(Crumbs(7)) })?;
    let crumbs = error.into_panic().downcast::<Crumbs>().map(|crumbs| *crumbs);
    ensure!(
        crumbs.as_ref().is_ok_and(|crumbs| *crumbs == Crumbs(7)),
        codes::PANIC_PAYLOAD,
        "`panic_any(Crumbs(7))` has thrown Crumbs(7), and `into_panic` gives that",
        "it gives something else",
    );
    let error = error_of(async { panic!("no flour") })?;
    let again = verdict::catch(|| std::panic::resume_unwind(error.into_panic()));
    let message = again.map_or_else(|panic| panic.message, |()| "nothing".into());
    ensure!(
        message == "no flour",
        codes::PANIC_PAYLOAD,
        "the panic goes on, and still says: no flour",
        "it says: {message}",
    );
    Ok(())
}

fn dropped() -> Outcome {
    let bags = DropCounter::new("the bag in the future");
    let bag = bags.guard();
    let future = poll_fn(move |_| -> Poll<()> {
        let _held = &bag;
        panic!("no flour");
    });
    let mut driver = Driver::new("the task", catch_panic(future));
    let result = driver.poll();
    let alive = bags.alive();
    ensure!(result.is_ready(), codes::PANIC_LOST, "an error", "{result:?}",);
    ensure!(
        alive == 0,
        codes::NOT_DROPPED,
        "the error is there, so all that the future held is dropped",
        "{alive} of what it held is still alive",
    );
    Ok(())
}

/// Panics when it is dropped.
struct Mess;

impl Drop for Mess {
    fn drop(&mut self) {
        panic!("something broke while cleaning up");
    }
}

fn destructor_panics() -> Outcome {
    let mess = Mess;
    let error = error_of(poll_fn(move |_| -> Poll<()> {
        let _held = &mess;
        panic!("no flour");
    }))?;
    let message = error.message().map(str::to_string);
    ensure!(
        message.as_deref() == Some("no flour"),
        codes::PANIC_LOST,
        "the first panic counts: no flour",
        "{message:?}",
    );
    Ok(())
}

fn destructor_panics_at_the_end() -> Outcome {
    let mess = Mess;
    let future = poll_fn(move |_| {
        let _held = &mess;
        Poll::Ready(())
    });
    let mut driver = Driver::new("the task", catch_panic(future));
    let ready = driver.poll().is_ready();
    ensure!(ready, codes::PANIC_LOST, "it is ready, with either result", "Pending");
    Ok(())
}
