//! The seed's first program, on a loop that sleeps: three polls instead of millions.

use std::future::poll_fn;
use std::pin::pin;
use std::time::{Duration, Instant};

use example_args::{Run, named, note};
use step02_waker::{block_on, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    say(start, what);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", start.elapsed().as_secs());
    note(what);
}

fn main() {
    let _run = Run::in_real_time("main1 on step02-waker");
    println!("-------- main1 start -----------");
    let mut main1 = pin!(async {
        let start = Instant::now();
        say(start, "started");
        named("hello", say_after(start, 1, "hello")).await;
        named("world", say_after(start, 2, "world")).await;
        say(start, "finished");
    });
    let mut polls = 0;
    let counted = poll_fn(|cx| {
        polls += 1;
        main1.as_mut().poll(cx)
    });
    block_on(named("main", counted));
    println!("{polls} polls");
}
