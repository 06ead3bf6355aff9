//! The checks of `e01_drive.rs`. You don't need to change this file; it is no secret.

use std::process::ExitCode;
use std::rc::Rc;

use probes::{Probe, ready_on_poll};
use verdict::{Check, Exercise, Outcome, codes, ensure};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e01_drive.rs"]
mod exercise;

use exercise::drive;

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e01_drive",
    "step01-poll/exercises/e01_drive.rs",
    include_str!("../notes/e01_drive.md"),
    &[
        Check::new(
            "a future that is ready at once takes one poll",
            ready_at_once,
            "This future is ready at its first poll. So there is nothing to wait \
             for, and `drive` should return at once.",
        ),
        Check::new(
            "a future that is ready at its third poll takes three",
            third_poll,
            "Nobody will ever wake you: the waker that `drive` hands down does \
             nothing. The way on is to poll again.",
        ),
        Check::new(
            "it asks as often as it takes",
            ten_thousand_polls,
            "This future is ready at its 100,000th poll. That takes no time at all, \
             unless `drive` pauses between two polls.",
        ),
        Check::new(
            "after `Ready`, the future is left in peace",
            left_in_peace,
            "The future has said `Ready`, and `drive` should return now.",
        ),
        Check::new(
            "the future is dropped before `drive` returns",
            dropped,
            "The future is ready at its first poll, and `drive` should return now.",
        ),
        Check::new(
            "a future may borrow, and may stay on its thread",
            borrows,
            "The future is ready at its second poll, and `drive` should return then.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn ready_at_once() -> Outcome {
    let (output, polls) = drive(async { "a letter" });
    ensure!(output == "a letter", codes::WRONG_OUTPUT, "a letter", "{output}");
    ensure!(
        polls == 1,
        codes::POLL_COUNT,
        "`drive` says 1 poll: the one that was answered `Ready`",
        "it says {polls}",
    );
    Ok(())
}

fn third_poll() -> Outcome {
    let probe = Probe::new("the future that is ready at its third poll");
    let (output, polls) = drive(probe.spy(ready_on_poll(3, "a parcel")));
    ensure!(output == "a parcel", codes::WRONG_OUTPUT, "a parcel", "{output}");
    ensure!(
        polls == 3,
        codes::POLL_COUNT,
        "`drive` says 3 polls: two answered `Pending`, and the last one",
        "it says {polls}",
    );
    Ok(())
}

fn ten_thousand_polls() -> Outcome {
    const MANY: usize = 100_000;
    let probe = Probe::new("the future that is ready at its 100,000th poll");
    // `drive` has no way to say that it gave up, other than a panic.
    let driven = verdict::catch(|| drive(probe.wrap(ready_on_poll(MANY, ()))));
    let took = probe.polls();
    ensure!(
        took >= MANY,
        codes::GAVE_UP,
        "{MANY} polls, and then `Ready`",
        "`drive` stopped after {took} polls"
    );
    let said = driven.map_or(0, |((), polls)| polls);
    ensure!(
        said == MANY,
        codes::POLL_COUNT,
        "it says {MANY} polls",
        "it says {said}"
    );
    Ok(())
}

fn left_in_peace() -> Outcome {
    let probe = Probe::new("the future that is ready at its second poll");
    // It doesn't mind being asked again, as `poll_fn` doesn't. Others panic.
    let mut asked = 0;
    let (_, _) = drive(probe.wrap(std::future::poll_fn(|_| {
        asked += 1;
        if asked == 2 {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })));
    let polls = probe.polls();
    ensure!(
        polls == 2,
        codes::POLL_AFTER_READY,
        "2 polls, the second answered `Ready`",
        "{polls} polls"
    );
    Ok(())
}

fn dropped() -> Outcome {
    let probe = Probe::new("the future");
    drive(probe.wrap(async {}));
    ensure!(
        probe.is_dropped(),
        codes::NOT_DROPPED,
        "when `drive` returns, the future is dropped",
        "it is still alive",
    );
    Ok(())
}

/// That it compiles is most of it: nothing but `Future` may be asked for.
fn borrows() -> Outcome {
    let here = Rc::new(String::from("Dear reader"));
    let (length, _) = drive(async {
        ready_on_poll(2, ()).await;
        here.len()
    });
    ensure!(length == 11, codes::WRONG_OUTPUT, "11 letters", "{length} letters");
    Ok(())
}
