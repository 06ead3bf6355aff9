//! The checks of `e06_fuse.rs`. You don't need to change this file; it is no secret.

use std::pin::Pin;
use std::process::ExitCode;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use probes::{Driver, DropCounter, Probe, State, ready_on_poll};
use verdict::{Check, Exercise, Outcome, codes, ensure};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e06_fuse.rs"]
mod exercise;

use exercise::{Fuse, fuse};

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e06_fuse",
    "step01-poll/exercises/e06_fuse.rs",
    include_str!("../notes/e06_fuse.md"),
    &[
        Check::new(
            "it is ready when the wrapped future is",
            hands_on,
            "The wrapped future is ready at its first poll. So should the fused one be.",
        ),
        Check::new(
            "until then, it asks as often as it is asked",
            as_often,
            "The wrapped future is ready at its third poll. Each poll should return at once.",
        ),
        Check::new(
            "polled after it was ready, it is pending",
            pending_for_ever,
            "It was ready, and is polled ten times more. Each poll should return at once.",
        ),
        Check::new(
            "it wakes nobody when nothing will come",
            quiet,
            "It was ready, and is polled once more. The poll should return at once.",
        ),
        Check::new(
            "the wrapped future is dropped when it is ready",
            dropped,
            "The wrapped future is ready at its second poll.",
        ),
        Check::new(
            "`is_done` says so as soon as it was ready",
            says_so,
            "The wrapped future is ready at its second poll.",
        ),
        Check::new(
            "dropped early it drops what it wraps, which may borrow",
            given_up,
            "The wrapped future is polled once and dropped.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// Polls with a waker that does nothing.
fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

fn hands_on() -> Outcome {
    let answer = poll(&mut Box::pin(fuse(ready_on_poll(1, "tea"))));
    ensure!(
        answer == Poll::Ready("tea"),
        codes::WRONG_OUTPUT,
        "`Ready(\"tea\")`",
        "`{answer:?}`"
    );
    Ok(())
}

fn as_often() -> Outcome {
    let kettle = Probe::new("the kettle");
    let mut fused = Box::pin(fuse(kettle.wrap(ready_on_poll(3, "tea"))));
    let first = poll(&mut fused);
    let polls = kettle.polls();
    ensure!(
        first.is_pending() && polls < 2,
        codes::ONE_STEP,
        "its first poll asks the kettle once, and is `Pending` as that is",
        "it asks {polls} times, and says `{first:?}`"
    );
    let _ = poll(&mut fused);
    let (last, polls) = (poll(&mut fused), kettle.polls());
    ensure!(
        last == Poll::Ready("tea") && polls == 3,
        codes::GAVE_UP,
        "its third poll is ready, and the kettle was asked 3 times",
        "its third poll is `{last:?}`, and the number of times that the kettle was asked is {polls}"
    );
    Ok(())
}

/// Ready at its second poll, and doesn't mind to be asked again.
fn patient() -> impl Future<Output = &'static str> {
    let mut asked = 0;
    std::future::poll_fn(move |_| {
        asked += 1;
        if asked > 1 { Poll::Ready("tea") } else { Poll::Pending }
    })
}

fn pending_for_ever() -> Outcome {
    let mut fused = Box::pin(fuse(patient()));
    let _ = (poll(&mut fused), poll(&mut fused));
    let ready = (0..10).filter(|_| poll(&mut fused).is_ready()).count();
    ensure!(
        ready == 0,
        codes::POLL_AFTER_READY,
        "ten polls after it was ready say `Pending`, and the wrapped future isn't asked",
        "{ready} of them say `Ready`"
    );
    Ok(())
}

fn quiet() -> Outcome {
    let mut fused = Box::pin(fuse(async { "tea" }));
    let waker = probes::WakerProbe::new("the task that polls");
    for _ in 0..2 {
        waker.context(|cx| {
            let _ = fused.as_mut().poll(cx);
        });
    }
    let wakes = waker.wakes();
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "a poll after it was ready wakes nobody",
        "it wakes its task"
    );
    Ok(())
}

fn dropped() -> Outcome {
    let water = DropCounter::new("the water");
    let held = water.guard();
    let mut tea = Box::pin(patient());
    // What it holds it has to its end, and not only up to `Ready`.
    let kettle = std::future::poll_fn(move |cx| {
        let _water = &held;
        tea.as_mut().poll(cx)
    });
    let mut driver = Driver::new("the fused kettle", fuse(kettle));
    while driver.poll().is_pending() {}
    let alive = water.alive();
    ensure!(
        alive == 0,
        codes::NOT_DROPPED,
        "it is ready, and the wrapped future is dropped with all that it held",
        "it is ready, and the wrapped future is still alive"
    );
    Ok(())
}

fn says_so() -> Outcome {
    let kettle = Probe::new("the kettle");
    let mut fused = Box::pin(fuse(kettle.wrap(ready_on_poll(2, "tea"))));
    let mut said = vec![fused.is_done()];
    for _ in 0..2 {
        let _ = poll(&mut fused);
        said.push(fused.is_done());
    }
    let ready = kettle.state() == State::Ready;
    ensure!(
        ready && said == [false, false, true],
        codes::DONE_UNSAID,
        "before the first poll, after it, and after the second, which is ready: \
         [false, false, true]",
        "{said:?}"
    );
    Ok(())
}

fn given_up() -> Outcome {
    let water = DropCounter::new("the water");
    let kitchen = Rc::new(String::from("the kitchen"));
    let kettle = async {
        let _water = water.guard();
        std::future::pending::<()>().await;
        kitchen.len()
    };
    let fused: Fuse<_> = fuse(kettle);
    let mut driver = Driver::new("the fused kettle", fused);
    let _ = driver.poll();
    drop(driver);
    let alive = water.alive();
    ensure!(
        alive == 0,
        codes::NOT_DROPPED,
        "the fused future is dropped, and the wrapped one with it",
        "the wrapped one is still alive"
    );
    Ok(())
}
