//! The checks of `e03_letter.rs`. You don't need to change this file; it is no secret.

use std::pin::Pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

use verdict::{Check, Exercise, Outcome, When, codes, ensure, same_order};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e03_letter.rs"]
mod exercise;
#[path = "e03_letter/post.rs"]
mod post;

use exercise::Letter;
use post::Post;

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e03_letter",
    "step01-poll/exercises/e03_letter.rs",
    include_str!("../notes/e03_letter.md"),
    &[
        Check::new(
            "nothing happens before the first poll",
            lazy,
            "A letter is made, and nothing is polled. `new` should return.",
        ),
        Check::new(
            "it goes on from where it stood",
            goes_on,
            "The letter is polled twice. It should go on at the bicycle, not begin again.",
        ),
        Check::new(
            "it stands still at the first await",
            first_await,
            "The letter is polled once, and the bicycle is pending. `poll` should return \
             `Pending` then, and not ask again.",
        )
        .means(&[(When::Hang, codes::ONE_STEP)]),
        Check::new(
            "what was awaited is put away before the next line runs",
            put_away,
            "The letter is polled until it has arrived. Each poll should return at once.",
        )
        .means(&[(When::Panic("polled again after it was ready"), codes::POLL_AFTER_READY)]),
        Check::new(
            "it stands still only where it has to",
            no_stop,
            "Nothing is pending, so a single poll should take the letter all the way.",
        ),
        Check::new(
            "from the first poll to the last, it does what the compiler's does",
            to_the_end,
            "The letter is polled until it has arrived. Each poll should return at once.",
        ),
        Check::new(
            "dropped on its way, it does what the compiler's does",
            dropped,
            "The letter is polled a few times, and dropped.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// The original.
async fn letter(post: Post) -> &'static str {
    post.note("write the letter");
    post.by_bicycle().await;
    post.note("sort the letter");
    post.by_train().await;
    post.note("deliver the letter");
    "delivered"
}

/// Polls so many times, or until it is ready, then drops the letter.
fn trace<F>(
    pending: (usize, usize),
    polls: usize,
    letter: fn(Post) -> F,
) -> Vec<String>
where
    F: Future<Output = &'static str>,
{
    let post = Post::new(pending.0, pending.1);
    let mut letter: Pin<Box<F>> = Box::pin(letter(post.for_a_letter()));
    let mut cx = Context::from_waker(Waker::noop());
    for poll in 1..=polls {
        post.note(&format!("-- poll {poll}"));
        if let Poll::Ready(word) = letter.as_mut().poll(&mut cx) {
            post.note(&format!("-- ready: {word}"));
            break;
        }
    }
    post.note("-- drop");
    drop(letter);
    post.log()
}

/// Both traces, the compiler's first.
fn both(pending: (usize, usize), polls: usize) -> [Vec<String>; 2] {
    [trace(pending, polls, letter), trace(pending, polls, Letter::new)]
}

fn lazy() -> Outcome {
    let [compilers, yours] = both((1, 1), 0);
    same_order(codes::NOT_LAZY, compilers, yours)
}

/// The trace up to the drop.
fn until_drop(trace: Vec<String>) -> Vec<String> {
    trace.into_iter().take_while(|line| line != "-- drop").collect()
}

fn first_await() -> Outcome {
    let [compilers, yours] = both((1, 1), 1).map(until_drop);
    let sorted = |trace: &[String]| {
        let mut trace = trace.to_vec();
        trace.sort();
        trace
    };
    // The same steps, but not as they follow each other: that isn't a step too far.
    let code = if sorted(&compilers) == sorted(&yours) {
        codes::OTHER_ORDER
    } else {
        codes::ONE_STEP
    };
    same_order(code, compilers, yours)
}

fn goes_on() -> Outcome {
    let [_, yours] = both((2, 1), 2).map(until_drop);
    let written = yours.iter().filter(|line| *line == "write the letter").count();
    let rode = yours.iter().filter(|line| *line == "the bicycle sets off").count();
    ensure!(
        (written, rode) == (1, 1),
        codes::STATE_FORGOTTEN,
        "after two polls, the letter was written once and the bicycle set off once",
        "it was written {written} times, and the bicycle set off {rode} times"
    );
    Ok(())
}

fn put_away() -> Outcome {
    let [_, yours] = both((1, 1), 3);
    for (leg, next) in [
        ("the bicycle is put away", "sort the letter"),
        ("the train is put away", "deliver the letter"),
    ] {
        let place = |what: &str| yours.iter().position(|line| line == what);
        ensure!(
            place(leg) < place(next) || place(next).is_none(),
            codes::KEPT_TOO_LONG,
            "\"{leg}\" comes before \"{next}\"",
            "it comes after it"
        );
    }
    Ok(())
}

fn no_stop() -> Outcome {
    let [_, yours] = both((0, 0), 1);
    let ready = yours.iter().any(|line| line == "-- ready: delivered");
    let notes = until_drop(yours).len();
    ensure!(
        ready,
        codes::STOPS_BETWEEN,
        "where bicycle and train are ready at once, the letter is delivered in one poll",
        "it says `Pending` after {notes} lines of its trace"
    );
    Ok(())
}

fn to_the_end() -> Outcome {
    for pending in [(1, 1), (0, 2), (3, 0)] {
        let [compilers, yours] = both(pending, 9).map(until_drop);
        same_order(codes::OTHER_ORDER, compilers, yours)?;
    }
    Ok(())
}

fn dropped() -> Outcome {
    for polls in 0..=5 {
        let [compilers, yours] = both((2, 2), polls);
        same_order(codes::OTHER_ORDER, compilers, yours)?;
    }
    Ok(())
}
