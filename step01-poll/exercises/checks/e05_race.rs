//! The checks of `e05_race.rs`. You don't need to change this file; it is no secret.

use std::process::ExitCode;
use std::rc::Rc;
use std::task::Poll;

use probes::{Driver, DropCounter, Probe, ready_on_poll};
use verdict::{Check, Exercise, Outcome, codes, ensure};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e05_race.rs"]
mod exercise;

use exercise::race;

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e05_race",
    "step01-poll/exercises/e05_race.rs",
    include_str!("../notes/e05_race.md"),
    &[
        Check::new(
            "the quicker one's output is returned",
            quicker,
            "One of two futures is ready at its first poll. So should `race` be.",
        ),
        Check::new(
            "both run side by side",
            side_by_side,
            "Neither is ready at the first poll. `race` should ask both, and say `Pending`.",
        ),
        Check::new(
            "it doesn't wait for the loser",
            no_waiting,
            "One future is ready at its second poll, the other never. So is `race`.",
        ),
        Check::new(
            "the first one wins a tie",
            tie,
            "Both are ready at the same poll. So should `race` be.",
        ),
        Check::new(
            "who has lost isn't asked any more",
            loser_in_peace,
            "The first future is ready at its second poll. So should `race` be.",
        ),
        Check::new(
            "the loser is dropped before `race` is ready",
            dropped,
            "One future is ready at its second poll. So should `race` be.",
        ),
        Check::new(
            "dropped before anybody has won, it drops both",
            given_up,
            "Neither is ready. `race` is polled once and dropped.",
        ),
        Check::new(
            "the futures may borrow, and may stay on their thread",
            borrows,
            "The first future is ready at its second poll. So should `race` be.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// Never ready, and complains of nothing.
fn never<T>() -> impl Future<Output = T> {
    std::future::pending()
}

/// The answer after so many polls of `race`.
fn answer<T>(polls: usize, race: impl Future<Output = T>) -> Option<T> {
    let mut driver = Driver::new("the race", race);
    (0..polls).find_map(|_| match driver.poll() {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    })
}

fn quicker() -> Outcome {
    let by_train =
        answer(9, race(ready_on_poll(1, "by train"), ready_on_poll(3, "by bus")));
    ensure!(
        by_train == Some("by train"),
        codes::WRONG_OUTPUT,
        "the first is ready at its first poll, the other at its third: `Some(\"by train\")`",
        "`{by_train:?}`"
    );
    Ok(())
}

fn side_by_side() -> Outcome {
    let runners = ["the first", "the second"].map(Probe::new);
    let [a, b] = runners.each_ref().map(|probe| probe.wrap(ready_on_poll(3, ())));
    let _ = answer(1, race(a, b));
    let polls = runners.each_ref().map(Probe::polls);
    ensure!(
        polls.iter().all(|&polls| polls < 2),
        codes::ONE_STEP,
        "one poll of `race` polls each of the two once, and is pending as they are",
        "they were polled {polls:?} times"
    );
    ensure!(
        polls == [1, 1],
        codes::SEQUENTIAL,
        "after one poll of `race`, each of the two was polled once",
        "they were polled {polls:?} times"
    );
    Ok(())
}

fn no_waiting() -> Outcome {
    let places = ["first", "second"];
    let trains = places.map(Probe::new);
    let [one, two] =
        trains.each_ref().map(|train| train.wrap(ready_on_poll(2, "by train")));
    let answers = [answer(2, race(one, never())), answer(2, race(never(), two))];
    for (place, (train, answer)) in places.iter().zip(trains.iter().zip(answers)) {
        let polls = train.polls();
        ensure!(
            polls > 1,
            codes::GAVE_UP,
            "two polls of `race` poll the {place} twice: it was pending the first time",
            "it was polled once"
        );
        ensure!(
            answer == Some("by train"),
            codes::WAITS_FOR_LOSER,
            "the {place} is ready at its second poll, and the race is over",
            "after two polls it is `{answer:?}`"
        );
    }
    Ok(())
}

fn tie() -> Outcome {
    for polls in [1, 2, 3] {
        let (a, b) =
            (ready_on_poll(polls, "the first"), ready_on_poll(polls, "the second"));
        let winner = answer(polls, race(a, b));
        ensure!(
            winner == Some("the first"),
            codes::TIE_ORDER,
            "both are ready at poll {polls}, and the first wins",
            "the answer is `{winner:?}`"
        );
    }
    Ok(())
}

fn loser_in_peace() -> Outcome {
    let loser = Probe::new("the second");
    let _ = answer(2, race(ready_on_poll(2, ()), loser.wrap(never())));
    let polls = loser.polls();
    ensure!(
        polls == 1,
        codes::LOSER_POLLED,
        "the first is ready at the second poll: by then, the second was polled once",
        "it was polled {polls} times"
    );
    Ok(())
}

fn dropped() -> Outcome {
    for loser_first in [false, true] {
        let letters = DropCounter::new("what the loser holds");
        let letter = letters.guard();
        let loser = async move {
            let _letter = letter;
            never::<()>().await;
        };
        let mut driver = if loser_first {
            Driver::new(
                "the race",
                Box::pin(race(loser, ready_on_poll(2, ()))) as Race,
            )
        } else {
            Driver::new(
                "the race",
                Box::pin(race(ready_on_poll(2, ()), loser)) as Race,
            )
        };
        while driver.poll().is_pending() {}
        let alive = letters.alive();
        ensure!(
            alive == 0,
            codes::LOSER_KEPT,
            "`race` is ready, and what the loser held is dropped",
            "{alive} of what it held is still alive"
        );
    }
    Ok(())
}

type Race = std::pin::Pin<Box<dyn Future<Output = ()>>>;

fn given_up() -> Outcome {
    let letters = DropCounter::new("what the two hold");
    let runner = |letter| async move {
        let _letter = letter;
        never::<()>().await;
    };
    let mut driver = Driver::new(
        "the race",
        race(runner(letters.guard()), runner(letters.guard())),
    );
    let _ = driver.poll();
    drop(driver);
    let alive = letters.alive();
    ensure!(
        alive == 0,
        codes::LOSER_KEPT,
        "the race is dropped, and with it both futures",
        "{alive} of what they held is still alive"
    );
    Ok(())
}

/// That it compiles is most of it: nothing but `Future` may be asked for.
fn borrows() -> Outcome {
    let shelf = Rc::new(String::from("third shelf on the left"));
    let place = async {
        ready_on_poll(2, ()).await;
        shelf.as_str()
    };
    let answer = answer(2, race(place, never()));
    ensure!(
        answer == Some("third shelf on the left"),
        codes::WRONG_OUTPUT,
        "third shelf on the left",
        "{answer:?}"
    );
    Ok(())
}
