//! The checks of `e04_join_all.rs`. You don't need to change this file; it is no secret.

use std::pin::Pin;
use std::process::ExitCode;
use std::rc::Rc;

use probes::{Driver, DropCounter, Probe, ready_on_poll};
use verdict::{Check, Exercise, Outcome, codes, ensure};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e04_join_all.rs"]
mod exercise;

use exercise::join_all;

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e04_join_all",
    "step01-poll/exercises/e04_join_all.rs",
    include_str!("../notes/e04_join_all.md"),
    &[
        Check::new(
            "it returns what the futures return",
            outputs,
            "All the futures are ready at their first poll. So should `join_all` be.",
        ),
        Check::new(
            "all are polled from the start",
            side_by_side,
            "Nobody is ready at the first poll. `join_all` should ask each of them once, and \
             say `Pending`.",
        ),
        Check::new(
            "it waits for the slowest, wherever that stands",
            waits_for_all,
            "The futures are ready at their fourth, second and first poll. Each poll of \
             `join_all` should return at once.",
        ),
        Check::new(
            "who is done isn't polled again",
            finished,
            "The futures are ready at their first and third poll. Each poll of `join_all` \
             should return at once.",
        ),
        Check::new(
            "the outputs stand in the order of the futures",
            in_order,
            "The futures are ready at their third, first and second poll.",
        ),
        Check::new(
            "to wait for nobody takes no time",
            nobody,
            "There is no future in the list, and `join_all` should be ready at once.",
        ),
        Check::new(
            "who is done is dropped, while the others go on",
            dropped,
            "The futures are ready at their first and third poll.",
        ),
        Check::new(
            "the futures may borrow, and may stay on their thread",
            borrows,
            "All are ready at their second poll.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// Something for breakfast, ready at a poll.
type Dish = Pin<Box<dyn Future<Output = &'static str>>>;

fn dish(name: &'static str, poll: usize) -> Dish {
    Box::pin(ready_on_poll(poll, name))
}

/// Polls until all is done, or 20 times.
fn breakfast(dishes: Vec<Dish>) -> Option<Vec<&'static str>> {
    let mut driver = Driver::new("the breakfast", join_all(dishes));
    (0..20).find_map(|_| match driver.poll() {
        std::task::Poll::Ready(dishes) => Some(dishes),
        std::task::Poll::Pending => None,
    })
}

fn outputs() -> Outcome {
    let served = breakfast(vec![dish("coffee", 1), dish("toast", 1)]);
    let Some(served) = served else {
        verdict::wrong!(
            codes::GAVE_UP,
            "two futures are ready, and so is `join_all`",
            "it is pending after 20 polls"
        );
    };
    ensure!(
        served == ["coffee", "toast"],
        codes::WRONG_OUTPUT,
        "coffee and toast",
        "{served:?}"
    );
    Ok(())
}

fn side_by_side() -> Outcome {
    let probes = ["the coffee", "the toast", "the egg"].map(Probe::new);
    let dishes = probes.iter().map(|probe| probe.wrap(ready_on_poll(2, ())));
    let mut driver = Driver::new("the breakfast", join_all(dishes.collect()));
    let _ = driver.poll();
    let polls = probes.each_ref().map(Probe::polls);
    ensure!(
        polls.iter().all(|&polls| polls < 2),
        codes::ONE_STEP,
        "one poll of `join_all` polls each of three futures once, and is pending as they are",
        "they were polled {polls:?} times"
    );
    ensure!(
        polls == [1, 1, 1],
        codes::SEQUENTIAL,
        "after one poll of `join_all`, each of three futures was polled once",
        "they were polled {polls:?} times"
    );
    Ok(())
}

fn waits_for_all() -> Outcome {
    let probes = ["the coffee", "the toast", "the egg"].map(Probe::new);
    let dishes = probes.iter().zip([4, 2, 1]).map(|(probe, poll)| {
        // They don't mind being asked again: that is for the next check.
        let mut left = poll;
        probe.wrap(async move {
            std::future::poll_fn(|_| {
                left -= 1;
                if left == 0 {
                    std::task::Poll::Ready(())
                } else {
                    std::task::Poll::Pending
                }
            })
            .await;
        })
    });
    let mut driver = Driver::new("the breakfast", join_all(dishes.collect()));
    let first = driver.poll();
    ensure!(
        first.is_pending(),
        codes::GAVE_UP,
        "after the first poll the coffee and the toast aren't ready: `Pending`",
        "`join_all` is ready"
    );
    Ok(())
}

fn finished() -> Outcome {
    let slow = Probe::new("the coffee");
    let quick = Probe::new("the egg");
    let dishes = vec![
        quick.wrap(ready_on_poll(1, "egg")),
        slow.wrap(ready_on_poll(3, "coffee")),
    ];
    let mut driver = Driver::new("the breakfast", join_all(dishes));
    while driver.polls() < 3 {
        let _ = driver.poll();
    }
    let polls = [quick.polls(), slow.polls()];
    ensure!(
        polls == [1, 3],
        codes::POLL_AFTER_READY,
        "the egg is ready at its first poll, the coffee at its third",
        "they were polled {polls:?} times"
    );
    Ok(())
}

fn in_order() -> Outcome {
    let served =
        breakfast(vec![dish("coffee", 3), dish("egg", 1), dish("toast", 2)]);
    let served = served.unwrap_or_default();
    ensure!(
        served == ["coffee", "egg", "toast"],
        codes::RESULT_ORDER,
        "coffee, egg, toast: as they were given",
        "{served:?}"
    );
    Ok(())
}

fn nobody() -> Outcome {
    let mut driver = Driver::new("an empty breakfast", join_all(Vec::<Dish>::new()));
    let answer = driver.poll();
    ensure!(
        answer.is_ready(),
        codes::EMPTY,
        "`join_all` of an empty list is ready at its first poll",
        "it is pending"
    );
    Ok(())
}

fn dropped() -> Outcome {
    let pans = DropCounter::new("the pan");
    let dish = |poll| {
        let pan = pans.guard();
        async move {
            ready_on_poll(poll, ()).await;
            drop(pan);
        }
    };
    // A future that holds its pan until it is dropped itself.
    let held = pans.guard();
    let egg = std::future::poll_fn(move |_| {
        let _pan = &held;
        std::task::Poll::Ready(())
    });
    let dishes: Vec<Pin<Box<dyn Future<Output = ()>>>> =
        vec![Box::pin(egg), Box::pin(dish(3))];
    let mut driver = Driver::new("the breakfast", join_all(dishes));
    let _ = driver.poll();
    let drops = pans.drops();
    ensure!(
        drops == 1,
        codes::NOT_DROPPED,
        "the egg is done after the first poll, and its pan is free",
        "{drops} pans are free"
    );
    Ok(())
}

/// That it compiles is most of it: nothing but `Future` may be asked for.
fn borrows() -> Outcome {
    let table = Rc::new(String::from("a table for two"));
    let seat = |poll| {
        let table = &table;
        async move {
            ready_on_poll(poll, ()).await;
            table.len()
        }
    };
    let mut driver = Driver::new("two guests", join_all(vec![seat(2), seat(2)]));
    let _ = driver.poll();
    let answer = driver.poll();
    ensure!(
        answer == std::task::Poll::Ready(vec![15, 15]),
        codes::WRONG_OUTPUT,
        "both see the same table, of 15 letters",
        "{answer:?}"
    );
    Ok(())
}
