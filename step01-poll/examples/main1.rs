//! The seed's first program: two coroutines, awaited one after the other.

use std::time::{Duration, Instant};

use step01_poll::{block_on, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    say(start, what);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", start.elapsed().as_secs());
}

fn main() {
    println!("-------- main1 start -----------");
    block_on(async {
        let start = Instant::now();
        say(start, "started");
        say_after(start, 1, "hello").await;
        say_after(start, 2, "world").await;
        say(start, "finished");
    });
}
