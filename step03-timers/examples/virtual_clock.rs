//! The seed's eleven seconds in no time: when nothing is ready, a virtual clock
//! jumps to the next deadline.

use std::time::{Duration, Instant};

use example_args::{Run, named, note};
use step03_timers::{Clock, block_on_with, join, now, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    println!("{:>2} s  {what}", (now() - start).as_secs());
    note(what);
}

fn main() {
    let clock = Clock::new_virtual();
    let _run = Run::on("virtual_clock on step03-timers", &clock);
    let wall = Instant::now();
    let main = named("main", async {
        let start = now();
        let say = |seconds, what| named(what, say_after(start, seconds, what));
        let last = join(say(10, "world"), say(11, "finished"));
        join(join(say(5, "hello"), say(1, "!")), last).await;
        now() - start
    });
    let virtual_time = block_on_with(clock, main);
    println!("by the loop's clock: {virtual_time:?}");
    println!(
        "by the clock on the wall, in whole seconds: {}",
        wall.elapsed().as_secs()
    );
}
