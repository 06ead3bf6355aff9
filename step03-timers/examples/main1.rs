//! The seed's first program, on a loop that keeps the deadlines itself.

use std::time::{Duration, Instant};

use step03_timers::{block_on_with, now, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    say(start, what);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", (now() - start).as_secs());
}

fn main() {
    let clock = example_args::clock();
    println!("-------- main1 start -----------");
    block_on_with(clock, async {
        let start = now();
        say(start, "started");
        say_after(start, 1, "hello").await;
        say_after(start, 2, "world").await;
        say(start, "finished");
    });
}
