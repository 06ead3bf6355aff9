//! The checks of `e09_parker.rs`. You don't need to change this file; it is no secret.

use std::process::ExitCode;
use std::sync;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use loom::sync::atomic::{AtomicBool, Ordering::Relaxed};
use loom::thread;
use verdict::{Check, Code, Exercise, Outcome, When, Wrong, codes, ensure};

#[allow(
    clippy::duplicate_mod,
    dead_code,
    unreachable_code,
    unreachable_pub,
    unused_imports,
    unused_variables
)]
#[path = "../e09_parker.rs"]
mod exercise;
// As a path: this file is sometimes the root of a crate, sometimes a module.
#[path = "e09_parker/loom.rs"]
mod on_loom;

use on_loom::exercise::Parker;

/// What loom says when all threads wait, and when one of them goes round without end.
const ON_LOOM: &[(When, Code)] = &[
    (When::Panic("deadlock"), codes::LOST_WAKE),
    (When::Panic("maximum number of branches"), codes::SPINS),
];

/// Loom sees by itself that all wait. This is for a machine that is busy.
const MANY_ORDERS: Duration = Duration::from_secs(10);

const ALL_WAIT: &str = "A thread sleeps in `park`, and nobody is left to wake it. (If \
                        it doesn't even begin: are all locks those from \
                        `super::sync`?)";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e09_parker",
    "step02-waker/exercises/e09_parker.rs",
    include_str!("../notes/e09_parker.md"),
    &[
        Check::new(
            "wakes that come before the park are remembered",
            remembered,
            "The parker was woken twice, and then it parked. Nobody will wake it \
             again, so it should have returned at once.",
        )
        .means(&[(When::Hang, codes::LOST_WAKE)]),
        Check::new(
            "a park uses up the wakes that it returns",
            used_up,
            "The parker was woken, so this park should have returned at once.",
        )
        .means(&[(When::Hang, codes::LOST_WAKE)]),
        Check::new(
            "a wake rouses a thread that sleeps",
            rouses,
            "A thread sleeps in `park`, and another one has called `wake`.",
        ),
        Check::new(
            "in every order of two threads, a wake ends the park",
            one_wake,
            ALL_WAIT,
        )
        .deadline(MANY_ORDERS)
        .means(ON_LOOM),
        Check::new(
            "in every order, two wakes of one thread are counted once each",
            two_wakes,
            ALL_WAIT,
        )
        .deadline(MANY_ORDERS)
        .means(ON_LOOM),
        Check::new(
            "in every order, the wakes of two threads are counted once each",
            two_wakers,
            ALL_WAIT,
        )
        .deadline(MANY_ORDERS)
        .means(ON_LOOM),
        Check::new(
            "what was written before the wake is seen after the park",
            written_before,
            ALL_WAIT,
        )
        .section("book/src/step04.md#ordering")
        .deadline(MANY_ORDERS)
        .means(ON_LOOM),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn remembered() -> Outcome {
    let parker = exercise::Parker::new();
    parker.wake();
    parker.wake();
    let wakes = parker.park();
    ensure!(
        wakes == 2,
        codes::LOST_WAKE,
        "two wakes, and then `park` returns 2",
        "it returned {wakes}",
    );
    Ok(())
}

fn used_up() -> Outcome {
    let parker = exercise::Parker::new();
    parker.wake();
    parker.wake();
    parker.park();
    parker.wake();
    let wakes = parker.park();
    ensure!(
        wakes <= 1,
        codes::MARK_LEFT,
        "the first `park` has used up two wakes, and one came after it: `park` returns 1",
        "it returned {wakes}",
    );
    Ok(())
}

fn rouses() -> Outcome {
    // Once would do, if it were sure that the thread is asleep by then.
    for _ in 0..3 {
        let parker = Arc::new(exercise::Parker::new());
        let (sleeper, (done, awake)) = (parker.clone(), mpsc::channel());
        std::thread::spawn(move || done.send(sleeper.park()));
        std::thread::sleep(Duration::from_millis(10));
        // A wake may come too early to be seen, and that is for the next checks. The
        // second one can't.
        let roused = [100, 1_000].into_iter().any(|millis| {
            parker.wake();
            awake.recv_timeout(Duration::from_millis(millis)).is_ok()
        });
        ensure!(
            roused,
            codes::UNPARK,
            "a thread sleeps in `park`, and goes on after a `wake`",
            "after two of them, it still sleeps",
        );
    }
    Ok(())
}

fn one_wake() -> Outcome {
    in_every_order(|wrong| {
        let parker = loom::sync::Arc::new(Parker::new());
        let waker = parker.clone();
        let thread = thread::spawn(move || waker.wake());
        park_until(&parker, 1, wrong);
        thread.join().expect("`wake` doesn't panic");
    })
}

fn two_wakes() -> Outcome {
    in_every_order(|wrong| {
        let parker = loom::sync::Arc::new(Parker::new());
        let waker = parker.clone();
        let thread = thread::spawn(move || {
            waker.wake();
            waker.wake();
        });
        park_until(&parker, 2, wrong);
        thread.join().expect("`wake` doesn't panic");
    })
}

fn two_wakers() -> Outcome {
    in_every_order(|wrong| {
        let parker = loom::sync::Arc::new(Parker::new());
        let threads = [parker.clone(), parker.clone()]
            .map(|waker| thread::spawn(move || waker.wake()));
        park_until(&parker, 2, wrong);
        for thread in threads {
            thread.join().expect("`wake` doesn't panic");
        }
    })
}

fn written_before() -> Outcome {
    in_every_order(|wrong| {
        let parker = loom::sync::Arc::new(Parker::new());
        let letter = loom::sync::Arc::new(AtomicBool::new(false));
        let (waker, written) = (parker.clone(), letter.clone());
        let thread = thread::spawn(move || {
            written.store(true, Relaxed);
            waker.wake();
        });
        parker.park();
        if !letter.load(Relaxed) {
            wrong.note(|| {
                Wrong::new(codes::ORDERING)
                    .expected(
                        "a letter is written, then `wake`; after `park` it is there",
                    )
                    .actual("in one order, `park` returned and there was no letter")
            });
        }
        thread.join().expect("`wake` doesn't panic");
    })
}

/// Parks until `all` wakes were counted, and looks at what each park says.
fn park_until(parker: &Parker, all: usize, wrong: &FirstWrong) {
    let mut counted = Vec::new();
    while counted.iter().sum::<usize>() < all {
        let wakes = parker.park();
        counted.push(wakes);
        if wakes == 0 {
            wrong.note(|| {
                Wrong::new(codes::SPURIOUS)
                    .expected("`park` returns when there was a wake")
                    .actual(format!(
                        "with {all} wakes on their way, there is an order in which \
                         the parks return {counted:?}"
                    ))
            });
            return;
        }
    }
    if counted.iter().sum::<usize>() > all {
        wrong.note(|| {
            Wrong::new(codes::MARK_LEFT)
                .expected(format!("{all} wakes are counted"))
                .actual(format!(
                    "there is an order in which the parks return {counted:?}"
                ))
        });
    }
}

/// What the first order showed that was wrong.
#[derive(Clone, Default)]
struct FirstWrong(Arc<Mutex<Option<Wrong>>>);

impl FirstWrong {
    fn note(&self, wrong: impl FnOnce() -> Wrong) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(wrong);
    }
}

/// Runs `model` in every order that its threads can take, with up to two
/// interruptions. It goes on after the first order that is wrong: in another one, they
/// may all wait for each other.
fn in_every_order(model: impl Fn(&FirstWrong) + Send + Sync + 'static) -> Outcome {
    let wrong = FirstWrong::default();
    let note = wrong.clone();
    let mut orders = loom::model::Builder::new();
    orders.preemption_bound = Some(2);
    orders.check(move || model(&note));
    let first = wrong.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    first.map_or(Ok(()), Err)
}
