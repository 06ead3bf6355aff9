//! The seed's second program without `create_task`, which comes in step 4: what runs
//! side by side has to be joined by hand.

use std::time::{Duration, Instant};

use step03_timers::{block_on_with, join, now, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    say(start, what);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", (now() - start).as_secs());
}

fn main() {
    let clock = example_args::clock();
    println!("-------- main2 start -----------");
    block_on_with(clock, async {
        let start = now();
        let hello_and_world =
            join(say_after(start, 5, "hello"), say_after(start, 10, "world"));
        let speakers = join(hello_and_world, say_after(start, 1, "!"));
        say(start, "started");
        join(speakers, sleep(Duration::from_secs(11))).await;
        say(start, "finished");
    });
}
