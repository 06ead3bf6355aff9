//! The seed's first program, on a loop that sleeps: three polls instead of millions.

use std::future::poll_fn;
use std::pin::pin;
use std::time::{Duration, Instant};

use step02_waker::{block_on, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    say(start, what);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", start.elapsed().as_secs());
}

fn main() {
    println!("-------- main1 start -----------");
    let mut main1 = pin!(async {
        let start = Instant::now();
        say(start, "started");
        say_after(start, 1, "hello").await;
        say_after(start, 2, "world").await;
        say(start, "finished");
    });
    let mut polls = 0;
    block_on(poll_fn(|cx| {
        polls += 1;
        main1.as_mut().poll(cx)
    }));
    println!("{polls} polls");
}
