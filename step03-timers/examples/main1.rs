//! The seed's first program, on a loop that keeps the deadlines itself.

use std::time::{Duration, Instant};

use example_args::{Run, named, note};
use step03_timers::{block_on_with, now, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    say(start, what);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", (now() - start).as_secs());
    note(what);
}

async fn main1() {
    let start = now();
    say(start, "started");
    named("hello", say_after(start, 1, "hello")).await;
    named("world", say_after(start, 2, "world")).await;
    say(start, "finished");
}

fn main() {
    let run = Run::new("main1 on step03-timers");
    println!("-------- main1 start -----------");
    block_on_with(run.clock(), named("main", main1()));
}
