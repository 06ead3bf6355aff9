//! The checks of `e29_shutdown.rs`. You don't need to change this file; it is no
//! secret.

use std::panic::resume_unwind;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use probes::Driver;
use step05_multithread::{Clock, Runtime, sleep, spawn, timeout, yield_now};
use verdict::{Check, Exercise, Outcome, When, codes, ensure};

#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e29_shutdown.rs"]
mod exercise;

use exercise::Office;

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e29_shutdown",
    "step05-multithread/exercises/e29_shutdown.rs",
    include_str!("../notes/e29_shutdown.md"),
    &[
        Check::new(
            "letters that are handed in are delivered",
            delivered,
            "The clock is a virtual one, and passes an hour as soon as nobody has \
             anything to do. But some task always has: does one ask again and again?",
        )
        .means(&[(When::Hang, codes::SPINS)]),
        Check::new(
            "an office without letters shuts down at once",
            nothing_to_do,
            "The clock is a virtual one, and passes an hour as soon as nobody has \
             anything to do. Something stands still, or asks again and again.",
        )
        .means(&[(When::Hang, codes::BLOCKS_LOOP)]),
        Check::new(
            "while letters are out, the shutdown waits, and the loop goes on",
            waits_properly,
            "`shutdown` is polled once, while letters are being delivered. It doesn't \
             come back from that poll; but the letters need this very thread.",
        )
        .means(&[(When::Hang, codes::BLOCKS_LOOP)]),
        Check::new(
            "when the shutdown is over, every letter is delivered",
            all_delivered,
            "Some task always has something to do, so the virtual clock stands still.",
        ),
        Check::new(
            "from the beginning of a shutdown, no letters are taken in",
            door_is_closed,
            "Some task always has something to do, so the virtual clock stands still.",
        ),
        Check::new(
            "a delivery that panics takes no other letter along",
            one_panics,
            "Some task always has something to do, so the virtual clock stands still.",
        ),
        Check::new(
            "two may wait for the end, and both hear of it",
            two_wait,
            "Some task always has something to do, so the virtual clock stands still.",
        ),
        Check::new(
            "who gives up waiting changes nothing for the next",
            gives_up,
            "Some task always has something to do, so the virtual clock stands still.",
        ),
        Check::new(
            "any thread may hand in letters",
            from_any_thread,
            "This check runs nothing.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// The letters that were delivered.
#[derive(Clone, Default)]
struct Delivered(Arc<Mutex<Vec<u32>>>);

impl Delivered {
    fn one(&self, letter: u32) {
        self.0.lock().expect("nobody panics in there").push(letter);
    }

    /// In the order of their numbers.
    fn letters(&self) -> Vec<u32> {
        let mut letters = self.0.lock().expect("nobody panics in there").clone();
        letters.sort_unstable();
        letters
    }
}

/// Opens an office on the loops with these numbers, of a runtime of two with a virtual
/// clock, and runs the check on loop 0. To deliver a letter takes a minute. Letter 13
/// can't be delivered: it panics.
fn evening<F>(
    loops: &[usize],
    check: impl FnOnce(Arc<Office<u32>>, Delivered) -> F,
) -> Outcome
where
    F: Future<Output = Outcome>,
{
    let runtime = Runtime::with_clock(2, Clock::new_virtual());
    let loops = loops.iter().map(|&index| runtime.handle(index)).collect();
    let delivered = Delivered::default();
    let out = delivered.clone();
    runtime.block_on(async {
        let office = Office::open(loops, move |letter| {
            let out = out.clone();
            async move {
                sleep(MINUTE).await;
                if letter == 13 {
                    // Not `panic!`, which would be told of as if it were the learner's.
                    resume_unwind(Box::new("nobody lives there"));
                }
                out.one(letter);
            }
        });
        check(Arc::new(office), delivered).await
    })
}

fn hand_in(office: &Office<u32>, letters: &[u32]) -> Outcome {
    for &letter in letters {
        let taken = office.hand_in(letter);
        ensure!(
            taken.is_ok(),
            codes::LOST_WORK,
            "the office is open, so letter {letter} is taken in",
            "it is given back",
        );
    }
    Ok(())
}

fn delivered() -> Outcome {
    evening(&[0, 1], |office, delivered| async move {
        hand_in(&office, &[1])?;
        sleep(HOUR).await;
        // By now all who can are asleep.
        hand_in(&office, &[2, 3])?;
        sleep(HOUR).await;
        let letters = delivered.letters();
        ensure!(
            letters == [1, 2, 3],
            codes::NOT_WOKEN,
            "an hour later, letters [1, 2, 3] are delivered",
            "it is {letters:?}",
        );
        Ok(())
    })
}

fn nothing_to_do() -> Outcome {
    evening(&[0, 1], |office, _| async move {
        sleep(HOUR).await;
        let shut = timeout(HOUR, office.shutdown()).await;
        ensure!(
            shut.is_ok(),
            codes::STILL_WAITS,
            "there is nothing to deliver, so the shutdown is over",
            "after an hour it still waits",
        );
        Ok(())
    })
}

fn waits_properly() -> Outcome {
    evening(&[0], |office, _| async move {
        hand_in(&office, &[1, 2])?;
        let mut shutdown = Driver::new("`shutdown`", office.shutdown());
        shutdown.woken_by("the delivery of the last letter");
        let poll = shutdown.poll();
        ensure!(
            poll.is_pending(),
            codes::EARLY_END,
            "no letter is delivered so far, so `shutdown` is pending",
            "it is ready",
        );
        let (held, wakes) = (shutdown.held(), shutdown.wakes());
        ensure!(
            wakes == 0,
            codes::SELF_WAKE,
            "nothing has happened since, so its task isn't woken",
            "its task was woken {wakes}×",
        );
        ensure!(
            held > 0,
            codes::NO_WAKER,
            "it is pending, so a clone of its waker is kept",
            "none is kept",
        );
        Ok(())
    })
}

/// Compares what is delivered now, and what will be in the end.
async fn all(letters: &[u32], delivered: &Delivered) -> Outcome {
    let now = delivered.letters();
    sleep(HOUR).await;
    let later = delivered.letters();
    ensure!(
        later == letters,
        codes::LOST_WORK,
        "letters {letters:?} were taken in, and all of them are delivered",
        "an hour later, {later:?} are",
    );
    ensure!(
        now == letters,
        codes::EARLY_END,
        "when `shutdown` is ready, letters {letters:?} are delivered",
        "{now:?} are, and the others are delivered after that",
    );
    Ok(())
}

fn all_delivered() -> Outcome {
    // One that is being delivered, with no other behind it.
    evening(&[0, 1], |office, delivered| async move {
        hand_in(&office, &[1])?;
        sleep(MINUTE / 2).await;
        let _ = timeout(HOUR, office.shutdown()).await;
        all(&[1], &delivered).await
    })?;
    evening(&[0, 1], |office, delivered| async move {
        hand_in(&office, &[1, 2, 3, 4, 5])?;
        let shut = timeout(HOUR, office.shutdown()).await;
        if shut.is_err() {
            all(&[1, 2, 3, 4, 5], &delivered).await?;
        }
        ensure!(
            shut.is_ok(),
            codes::NOT_WOKEN,
            "with the last letter, the shutdown is over",
            "all letters are delivered, and after an hour it still waits",
        );
        all(&[1, 2, 3, 4, 5], &delivered).await
    })
}

fn door_is_closed() -> Outcome {
    evening(&[0, 1], |office, delivered| async move {
        hand_in(&office, &[1, 2, 3])?;
        let closing = spawn({
            let office = office.clone();
            async move { office.shutdown().await }
        });
        yield_now().await;
        let late = office.hand_in(4);
        ensure!(
            late == Err(4),
            codes::DOOR_OPEN,
            "the shutdown has begun, so letter 4 is given back",
            "it is taken in",
        );
        let _ = timeout(HOUR, closing).await;
        let later = office.hand_in(5);
        ensure!(
            later == Err(5),
            codes::DOOR_OPEN,
            "after the shutdown, letter 5 is given back",
            "it is taken in",
        );
        all(&[1, 2, 3], &delivered).await
    })
}

fn one_panics() -> Outcome {
    evening(&[0], |office, delivered| async move {
        hand_in(&office, &[1, 13, 2])?;
        let shut = timeout(HOUR, office.shutdown()).await.is_ok();
        let letters = delivered.letters();
        ensure!(
            letters == [1, 2],
            codes::JOB_PANIC,
            "the delivery of letter 13 panics, and [1, 2] are delivered",
            "{letters:?} are",
        );
        ensure!(
            shut,
            codes::JOB_PANIC,
            "the delivery of letter 13 has panicked, the others are over: so is the \
             shutdown",
            "after an hour it still waits",
        );
        Ok(())
    })
}

fn two_wait() -> Outcome {
    evening(&[0, 1], |office, delivered| async move {
        hand_in(&office, &[1, 2, 3])?;
        let waiting = [(); 2].map(|()| {
            let (office, delivered) = (office.clone(), delivered.clone());
            spawn(async move {
                office.shutdown().await;
                delivered.letters()
            })
        });
        let mut heard = Vec::new();
        for one in waiting {
            heard.extend(timeout(HOUR, one).await.ok().and_then(Result::ok));
        }
        let count = heard.len();
        ensure!(
            count == 2,
            codes::ONE_WAKER,
            "two tasks wait for the shutdown, and both hear of its end",
            "an hour later, {count} of them has",
        );
        for letters in heard {
            ensure!(
                letters == [1, 2, 3],
                codes::EARLY_END,
                "for both of them it is over when [1, 2, 3] are delivered",
                "for one it is when {letters:?} are",
            );
        }
        Ok(())
    })
}

fn gives_up() -> Outcome {
    evening(&[0], |office, delivered| async move {
        hand_in(&office, &[1, 2, 3])?;
        let shut = timeout(MINUTE / 2, office.shutdown()).await;
        ensure!(
            shut.is_err(),
            codes::EARLY_END,
            "after half a minute, no letter is delivered, and `shutdown` is pending",
            "it is ready",
        );
        let late = office.hand_in(4);
        ensure!(
            late == Err(4),
            codes::DOOR_OPEN,
            "somebody has begun a shutdown and given it up: the door stays closed",
            "letter 4 is taken in",
        );
        let shut = timeout(HOUR, office.shutdown()).await;
        ensure!(
            shut.is_ok(),
            codes::NOT_WOKEN,
            "somebody has given up a shutdown, and the next one hears of the end",
            "after an hour it still waits",
        );
        all(&[1, 2, 3], &delivered).await
    })
}

fn from_any_thread() -> Outcome {
    let (send, sync) = (
        probes::implements!(Office<u32>: Send),
        probes::implements!(Office<u32>: Sync),
    );
    ensure!(
        send && sync,
        codes::NOT_SEND,
        "`Office` is `Send` and `Sync`",
        "`Send`: {send}, `Sync`: {sync}",
    );
    Ok(())
}
