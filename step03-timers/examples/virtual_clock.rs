//! The seed's eleven seconds in no time: when nothing is ready, a virtual clock
//! jumps to the next deadline.

use std::time::{Duration, Instant};

use step03_timers::{Clock, block_on_with, join, now, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    println!("{:>2} s  {what}", (now() - start).as_secs());
}

fn main() {
    let wall = Instant::now();
    let virtual_time = block_on_with(Clock::new_virtual(), async {
        let start = now();
        let last =
            join(say_after(start, 10, "world"), say_after(start, 11, "finished"));
        let first = join(say_after(start, 5, "hello"), say_after(start, 1, "!"));
        join(first, last).await;
        now() - start
    });
    println!("by the loop's clock: {virtual_time:?}");
    println!(
        "by the clock on the wall, in whole seconds: {}",
        wall.elapsed().as_secs()
    );
}
