//! The seed's second program without `create_task`, which comes in step 4: what runs
//! side by side has to be joined by hand.

use std::time::{Duration, Instant};

use example_args::{Run, named, note};
use step03_timers::{block_on_with, join, now, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    say(start, what);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", (now() - start).as_secs());
    note(what);
}

async fn main2() {
    let start = now();
    let hello = named("hello", say_after(start, 5, "hello"));
    let world = named("world", say_after(start, 10, "world"));
    let bang = named("!", say_after(start, 1, "!"));
    let speakers = join(join(hello, world), bang);
    say(start, "started");
    join(speakers, sleep(Duration::from_secs(11))).await;
    say(start, "finished");
}

fn main() {
    let run = Run::new("main2_joined on step03-timers");
    println!("-------- main2 start -----------");
    block_on_with(run.clock(), named("main", main2()));
}
