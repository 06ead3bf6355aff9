//! One blocking call freezes everybody; the slow-poll warning names the culprit.

use std::time::{Duration, Instant};

use example_args::{Run, named};
use step04_spawn::{
    block_on_with, block_thread, interval, now, on_slow_poll, sleep, spawn,
};

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn say(start: Instant, what: &str) {
    println!("{:.1} s  {what}", (now() - start).as_secs_f64());
}

async fn tick(start: Instant) {
    let mut interval = interval(ms(100));
    loop {
        let due = interval.tick().await - start;
        say(start, &format!("tick (due at {:.1} s)", due.as_secs_f64()));
    }
}

fn main() {
    let run = Run::new("blocking on step04-spawn");
    let main = named("main", async {
        let start = now();
        on_slow_poll(ms(100), |slow| println!("       warning: {slow}"));
        let _ticker = spawn(named("ticker", tick(start)));
        let _culprit = spawn(named("culprit", async move {
            sleep(ms(220)).await;
            say(start, "a call that blocks for half a second");
            block_thread(ms(500));
        }));
        sleep(ms(850)).await;
    });
    block_on_with(run.clock(), main);
}
