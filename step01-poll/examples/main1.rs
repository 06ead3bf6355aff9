//! The seed's first program: two coroutines, awaited one after the other.

use std::time::{Duration, Instant};

use example_args::{Run, named, note};
use step01_poll::{block_on, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    say(start, what);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", start.elapsed().as_secs());
    note(what);
}

async fn main1() {
    let start = Instant::now();
    say(start, "started");
    named("hello", say_after(start, 1, "hello")).await;
    named("world", say_after(start, 2, "world")).await;
    say(start, "finished");
}

fn main() {
    let _run = Run::in_real_time("main1 on step01-poll");
    println!("-------- main1 start -----------");
    block_on(named("main", main1()));
}
