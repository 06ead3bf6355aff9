//! To await a coroutine is to run it, here and now. It is put in no queue, and
//! nobody else gets a turn, unless it really has to wait.

use std::{cell::Cell, future::poll_fn, pin::pin};

use example_args::{Run, named};
use step01_poll::{RoundRobin, yield_now};

async fn never_waits() {}

/// Awaits `step` a thousand times, in a queue beside a coroutine that only counts.
fn observe(name: &str, step: impl AsyncFn()) {
    let (polls, other, done) = (Cell::new(0), Cell::new(0), Cell::new(false));
    let mut queue = RoundRobin::new();
    queue.push(named("awaits", async {
        let mut thousand = pin!(async {
            for _ in 0..1000 {
                step().await;
            }
        });
        let count = || polls.set(polls.get() + 1);
        poll_fn(|cx| (count(), thousand.as_mut().poll(cx)).1).await;
        done.set(true);
    }));
    queue.push(named("other", async {
        while !done.get() {
            other.set(other.get() + 1);
            yield_now().await;
        }
    }));
    queue.run();
    let (polls, other) = (polls.get(), other.get());
    println!("1000 × {name}  {polls:>4} polls, {other:>4} turns for the other");
}

fn main() {
    let _run = Run::without_time("await_is_inline on step01-poll");
    observe("never_waits().await:", never_waits);
    observe("yield_now().await:  ", async || yield_now().await);
}
