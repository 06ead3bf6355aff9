//! The seed's diagram: a coroutine with two awaits and one with a single await, on
//! one thread. Each line is one poll.

use example_args::{Run, named};
use step01_poll::{RoundRobin, yield_now};

async fn coroutine(column: usize, awaits: usize) {
    let mut from = "starts";
    for _ in 0..awaits {
        say(column, &format!("{from}, await"));
        yield_now().await;
        from = "goes on";
    }
    say(column, &format!("{from}, return"));
}

fn say(column: usize, what: &str) {
    println!("{:indent$}{what}", "", indent = 18 * column);
}

fn main() {
    let _run = Run::without_time("interleave on step01-poll");
    say(0, "Coroutine 1       Coroutine 2");
    say(0, "-----------       -----------");
    let mut queue = RoundRobin::new();
    queue.push(named("Coroutine 1", coroutine(0, 2)));
    queue.push(named("Coroutine 2", coroutine(1, 1)));
    queue.run();
}
