//! The seed's second program with 7 seconds for 11. The loop ends with its main
//! coroutine and drops what is left, so `world` is never printed.

use std::time::{Duration, Instant};

use example_args::{Run, named};
use step04_spawn::{block_on_with, now, sleep, spawn};

struct Speaker(&'static str);

impl Drop for Speaker {
    fn drop(&mut self) {
        println!("      ({} is dropped)", self.0);
    }
}

async fn say_after(start: Instant, seconds: u64, what: &'static str) {
    let speaker = Speaker(what);
    sleep(Duration::from_secs(seconds)).await;
    say(start, speaker.0);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", (now() - start).as_secs());
}

async fn main2() {
    let start = now();
    let _task1 = spawn(named("hello", say_after(start, 5, "hello")));
    let _task2 = spawn(named("world", say_after(start, 10, "world")));
    let _task3 = spawn(named("!", say_after(start, 1, "!")));
    say(start, "started");
    sleep(Duration::from_secs(7)).await;
    say(start, "finished");
}

fn main() {
    let run = Run::new("main2_seven on step04-spawn");
    block_on_with(run.clock(), named("main", main2()));
}
