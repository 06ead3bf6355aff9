//! The seed's second program on a runtime: one loop is enough for it, and on one
//! loop it does what it did in step 4.

use std::time::{Duration, Instant};

use example_args::{Run, named, note};
use step05_multithread::{Runtime, now, sleep, spawn};

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
    let _task1 = spawn(named("hello", say_after(start, 5, "hello")));
    let _task2 = spawn(named("world", say_after(start, 10, "world")));
    let _task3 = spawn(named("!", say_after(start, 1, "!")));

    say(start, "started");
    sleep(Duration::from_secs(11)).await;
    say(start, "finished");
}

fn main() {
    let run = Run::new("main2 on step05-multithread");
    let runtime = Runtime::with_clock(1, run.clock());
    println!("-------- main2 start -----------");
    runtime.block_on(named("main", main2()));
}
