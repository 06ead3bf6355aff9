//! The freeze of step 4's `blocking`, cured: the call that blocks runs on a thread
//! of its own, and the ticks come on time.

use std::time::{Duration, Instant};

use example_args::{Run, named};
use step05_multithread::{
    Runtime, block_thread, interval, now, on_slow_poll, sleep, spawn, spawn_blocking,
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
    let run = Run::new("run_in_executor on step05-multithread");
    Runtime::with_clock(1, run.clock()).block_on(named("main", async {
        let start = now();
        on_slow_poll(ms(100), |slow| println!("       warning: {slow}"));
        let _ticker = spawn(named("ticker", tick(start)));
        sleep(ms(220)).await;
        say(start, "a call that blocks for half a second");
        let call = spawn_blocking(|| block_thread(ms(500)));
        call.await.expect("it neither panics nor is aborted");
        say(start, "the call has returned");
        sleep(ms(130)).await;
    }));
}
