//! The seed's second program: three tasks, which nobody awaits, run while the main
//! coroutine sleeps.

use std::time::{Duration, Instant};

use example_args::{Run, named, note};
use step04_spawn::{block_on_with, now, sleep, spawn};

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
    let run = Run::new("main2 on step04-spawn");
    println!("-------- main2 start -----------");
    block_on_with(run.clock(), named("main", main2()));
}
