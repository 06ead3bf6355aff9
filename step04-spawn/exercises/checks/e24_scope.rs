//! The checks of `e24_scope.rs`. You don't need to change this file; it is no secret.

use std::cell::Cell;
use std::future::pending;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use probes::{DropCounter, Probe, Trace};
use step04_spawn::{
    Clock, JoinError, block_on_with, now, sleep, spawn, timeout, yield_now,
};
use verdict::{Check, Exercise, Outcome, When, codes, ensure, same_order};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e24_scope.rs"]
mod exercise;

use exercise::{Scope, scope};

/// The clock is a simulated one, so a hang shows early.
const SOON: Duration = Duration::from_secs(1);

/// What a check says when it hangs.
const NOBODY_LEFT: &str = "On the simulated clock no time passes while something can run. So \
    everybody waits for something else than the time: the scope isn't woken, or it waits for \
    a child that will never end.";

/// As long as nobody would wait.
const HOUR: Duration = Duration::from_secs(3600);

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e24_scope",
    "step04-spawn/exercises/e24_scope.rs",
    include_str!("../notes/e24_scope.md"),
    &[
        Check::new("the scope gives the output of its body", output, NOBODY_LEFT)
            .deadline(SOON),
        Check::new("a scope that waits isn't polled", is_not_polled, NOBODY_LEFT)
            .deadline(SOON),
        Check::new("the scope waits for its children", waits, NOBODY_LEFT)
            .deadline(SOON),
        Check::new(
            "children run side by side, and beside the body",
            side_by_side,
            NOBODY_LEFT,
        )
        .deadline(SOON),
        Check::new(
            "the scope waits for the children of its children",
            grandchildren,
            NOBODY_LEFT,
        )
        .deadline(SOON),
        Check::new(
            "when a child fails, the others are cancelled",
            child_fails,
            NOBODY_LEFT,
        )
        .section("book/src/step04.md#left-out")
        .deadline(SOON)
        .means(&[(When::Hang, codes::SIBLINGS)]),
        Check::new(
            "whichever child fails, the scope hears of it at once",
            last_child_fails,
            NOBODY_LEFT,
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::FAILURE_LATE)]),
        Check::new(
            "when a child fails, the body is cancelled",
            body_is_cancelled,
            NOBODY_LEFT,
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::FAILURE_LATE)]),
        Check::new(
            "when the body fails, the children are cancelled",
            body_fails,
            NOBODY_LEFT,
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::SIBLINGS)]),
        Check::new(
            "a scope that failed is over when its children are gone",
            cancelled_are_gone,
            NOBODY_LEFT,
        )
        .deadline(SOON),
        Check::new("the first error counts", first_error, NOBODY_LEFT)
            .deadline(SOON),
        Check::new(
            "a child of a child may fail, while its parent waits",
            grandchild_fails,
            NOBODY_LEFT,
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::FAILURE_LATE)]),
        Check::new(
            "a scope that is dropped cancels its children",
            dropped,
            NOBODY_LEFT,
        )
        .deadline(SOON),
        Check::new(
            "it does so though a child holds the scope",
            dropped_though_held,
            NOBODY_LEFT,
        )
        .deadline(SOON),
        Check::new(
            "a child that panics has failed, and its panic goes on",
            child_panics,
            NOBODY_LEFT,
        )
        .deadline(SOON)
        .means(&[(When::Hang, codes::PANIC_LOST)]),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Runs on a simulated clock. Also says how long it took.
fn run<T>(future: impl Future<Output = T>) -> (T, Duration) {
    block_on_with(Clock::new_virtual(), async {
        let start = now();
        let probe = Probe::new("the scope");
        probe.woken_by("its body, or the child that ends next");
        let output = probe.spy(future).await;
        (output, now() - start)
    })
}

/// What fails here says why.
type Kitchen = Scope<&'static str>;

type Result = std::result::Result<(), &'static str>;

async fn fails_after(time: Duration, error: &'static str) -> Result {
    let probe = Probe::new(format!("the child that fails: {error}"));
    probe.woken_by("its timer");
    probe.spy(sleep(time)).await;
    Err(error)
}

async fn takes(time: Duration) -> Result {
    let probe = Probe::new(format!("what takes {time:?}"));
    probe.woken_by("its timer");
    probe.spy(sleep(time)).await;
    Ok(())
}

fn output() -> Outcome {
    let (result, _) = run(scope(async |_: Kitchen| {
        sleep(seconds(1)).await;
        Ok("dinner")
    }));
    ensure!(
        result == Ok("dinner"),
        codes::WRONG_OUTPUT,
        "Ok(\"dinner\")",
        "{result:?}"
    );
    Ok(())
}

fn is_not_polled() -> Outcome {
    let probe = Probe::new("the scope");
    let spied = probe.spy(scope(async |scope: Kitchen| {
        scope.spawn(pending());
        pending::<Result>().await
    }));
    let (polls, _) = run(async {
        let dinner = spawn(spied);
        for _ in 0..20 {
            yield_now().await;
        }
        dinner.abort();
        let _ = dinner.await;
        probe.polls()
    });
    ensure!(
        polls < 10,
        codes::SELF_WAKE,
        "the body and a child wait, and for 20 turns nothing happens: a poll or two",
        "{polls} polls of the scope",
    );
    Ok(())
}

fn waits() -> Outcome {
    let trace = Trace::new("what happened");
    let _ = run(async {
        let child = trace.clone();
        let _ = scope(async |scope: Kitchen| {
            scope.spawn(async move {
                sleep(seconds(2)).await;
                child.log("the soup is done");
                Ok(())
            });
            Ok(())
        })
        .await;
        trace.log("the scope is over");
    });
    let expected = ["the soup is done", "the scope is over"];
    same_order(codes::CHILD_LEFT, expected, trace.take())
}

fn side_by_side() -> Outcome {
    let (_, took) = run(scope(async |scope: Kitchen| {
        for time in [2, 3, 1] {
            scope.spawn(takes(seconds(time)));
        }
        sleep(seconds(2)).await;
        Ok(())
    }));
    ensure!(
        took >= seconds(3),
        codes::CHILD_LEFT,
        "children of 2, 3 and 1 s, so the scope takes 3 s",
        "it takes {took:?}",
    );
    ensure!(
        took == seconds(3),
        codes::NOT_SIDE_BY_SIDE,
        "children of 2, 3 and 1 s and a body of 2 s: that takes 3 s",
        "it takes {took:?}",
    );
    Ok(())
}

fn grandchildren() -> Outcome {
    let trace = Trace::new("what happened");
    let _ = run(async {
        let log = trace.clone();
        let _ = scope(async |scope: Kitchen| {
            let inner = scope.clone();
            scope.spawn(async move {
                sleep(seconds(1)).await;
                inner.spawn(async move {
                    sleep(seconds(1)).await;
                    log.log("the child of the child is done");
                    Ok(())
                });
                Ok(())
            });
            Ok(())
        })
        .await;
        trace.log("the scope is over");
    });
    let expected = ["the child of the child is done", "the scope is over"];
    same_order(codes::CHILD_LEFT, expected, trace.take())
}

fn child_fails() -> Outcome {
    let (result, took) = run(scope(async |scope: Kitchen| {
        scope.spawn(fails_after(seconds(1), "no flour"));
        scope.spawn(takes(HOUR));
        Ok(())
    }));
    ensure!(
        result == Err("no flour"),
        codes::WRONG_OUTPUT,
        "Err(\"no flour\")",
        "{result:?}",
    );
    ensure!(
        took == seconds(1),
        codes::SIBLINGS,
        "a child fails after 1 s, and the scope is over",
        "it is over after {took:?}: the other child was awaited",
    );
    Ok(())
}

fn last_child_fails() -> Outcome {
    let (result, took) = run(scope(async |scope: Kitchen| {
        scope.spawn(takes(HOUR));
        scope.spawn(takes(HOUR));
        scope.spawn(fails_after(seconds(1), "no flour"));
        Ok(())
    }));
    ensure!(
        result == Err("no flour") && took == seconds(1),
        codes::FAILURE_LATE,
        "the third child fails after 1 s, and the scope gives Err(\"no flour\")",
        "it gives {result:?} after {took:?}",
    );
    Ok(())
}

fn body_is_cancelled() -> Outcome {
    let (result, took) = run(scope(async |scope: Kitchen| {
        scope.spawn(fails_after(seconds(1), "no flour"));
        sleep(HOUR).await;
        Ok(())
    }));
    ensure!(
        result == Err("no flour") && took == seconds(1),
        codes::FAILURE_LATE,
        "a child fails after 1 s, and the scope gives Err(\"no flour\")",
        "it gives {result:?} after {took:?}",
    );
    Ok(())
}

fn body_fails() -> Outcome {
    let (result, took) = run(scope(async |scope: Kitchen| {
        scope.spawn(takes(HOUR));
        fails_after(seconds(1), "no guests").await
    }));
    ensure!(
        result == Err("no guests") && took == seconds(1),
        codes::SIBLINGS,
        "the body fails after 1 s, and the scope gives Err(\"no guests\")",
        "it gives {result:?} after {took:?}",
    );
    Ok(())
}

fn cancelled_are_gone() -> Outcome {
    for who in ["a child", "the body"] {
        let pots = DropCounter::new("the pot that a child has");
        let pot = pots.guard();
        let (alive, _) = run(async {
            let _ = scope(async |scope: Kitchen| {
                scope.spawn(async move {
                    let _pot = pot;
                    takes(HOUR).await
                });
                if who == "a child" {
                    scope.spawn(fails_after(seconds(1), "no flour"));
                    return takes(HOUR).await;
                }
                fails_after(seconds(1), "no guests").await
            })
            .await;
            pots.alive()
        });
        ensure!(
            alive == 0,
            codes::CANCEL_WAIT,
            "{who} fails, and when the scope is over, no other child is left",
            "{alive} is left, with all that it holds",
        );
    }
    Ok(())
}

fn first_error() -> Outcome {
    let (result, _) = run(scope(async |scope: Kitchen| {
        scope.spawn(takes(HOUR));
        scope.spawn(fails_after(seconds(1), "no flour"));
        scope.spawn(fails_after(seconds(1), "no bread, then"));
        Ok(())
    }));
    ensure!(
        result == Err("no flour"),
        codes::FIRST_ERROR,
        "Err(\"no flour\"): that came first",
        "{result:?}",
    );
    Ok(())
}

fn grandchild_fails() -> Outcome {
    let (result, took) = run(scope(async |scope: Kitchen| {
        let inner = scope.clone();
        scope.spawn(async move {
            sleep(seconds(1)).await;
            inner.spawn(fails_after(seconds(1), "no flour"));
            takes(HOUR).await
        });
        takes(HOUR).await
    }));
    ensure!(
        result == Err("no flour") && took == seconds(2),
        codes::FAILURE_LATE,
        "the child of a child fails after 2 s, and the scope gives Err(\"no flour\")",
        "it gives {result:?} after {took:?}",
    );
    Ok(())
}

/// A child that waits for ever is in a scope that is dropped after a second.
fn alive_after_the_drop(child_holds_the_scope: bool) -> usize {
    let pots = DropCounter::new("the pot that a child has");
    let pot = pots.guard();
    let (alive, _) = run(async {
        let dinner = scope(async |scope: Kitchen| {
            let held = child_holds_the_scope.then(|| scope.clone());
            scope.spawn(async move {
                let _held = (pot, held);
                pending().await
            });
            takes(HOUR).await
        });
        let _ = timeout(seconds(1), dinner).await;
        // The child ends in the next turn.
        yield_now().await;
        yield_now().await;
        pots.alive()
    });
    alive
}

fn dropped() -> Outcome {
    let alive = alive_after_the_drop(false);
    ensure!(
        alive == 0,
        codes::SCOPE_DROP,
        "after 1 s a time limit drops the scope: its child is aborted",
        "the child is still there",
    );
    Ok(())
}

fn dropped_though_held() -> Outcome {
    let alive = alive_after_the_drop(true);
    ensure!(
        alive == 0,
        codes::SCOPE_DROP,
        "after 1 s a time limit drops the scope: its child is aborted, whatever it holds",
        "the child is still there. It holds a clone of the scope",
    );
    Ok(())
}

/// Counts what is alive at the moment when it is dropped.
struct Sees(Rc<DropCounter>, Rc<Cell<usize>>);

impl Drop for Sees {
    fn drop(&mut self) {
        self.1.set(self.0.alive());
    }
}

fn child_panics() -> Outcome {
    let pots = DropCounter::new("the pot that a child has");
    let pot = pots.guard();
    let pots = Rc::new(pots);
    let at_that_moment = Rc::new(Cell::new(0));
    let sees = Sees(pots, at_that_moment.clone());
    let (said, _) = run(async {
        let dinner = spawn(async move {
            let _sees = sees;
            scope(async |scope: Kitchen| {
                scope.spawn(async move {
                    let _pot = pot;
                    takes(HOUR).await
                });
                scope.spawn(async {
                    sleep(seconds(1)).await;
                    panic!("the oven burns");
                });
                takes(HOUR).await
            })
            .await
        });
        match dinner.await {
            Err(JoinError::Panicked(panic)) => Some(panic.message()),
            _ => None,
        }
    });
    let alive = at_that_moment.get();
    ensure!(
        said.as_deref() == Some("the oven burns"),
        codes::PANIC_LOST,
        "the scope panics as its child did: the oven burns",
        "it says: {said:?}",
    );
    ensure!(
        alive == 0,
        codes::CANCEL_WAIT,
        "when that panic goes on, no other child is left",
        "{alive} is left, with all that it holds",
    );
    Ok(())
}
