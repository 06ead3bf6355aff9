//! The seed's second program on tokio, on its paused clock, which is virtual: to be
//! compared with what our loops make of it.

use std::time::Duration;

use example_args::{Run, named, note};
use tokio::runtime::{Builder, Handle};
use tokio::time::{Instant, sleep};

async fn say_after(start: Instant, seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    say(start, what);
}

fn say(start: Instant, what: &str) {
    println!("{:>2} s  {what}", start.elapsed().as_secs());
    note(what);
}

async fn main2() {
    let start = Instant::now();
    let _task1 = tokio::spawn(named("hello", say_after(start, 5, "hello")));
    let _task2 = tokio::spawn(named("world", say_after(start, 10, "world")));
    let _task3 = tokio::spawn(named("!", say_after(start, 1, "!")));

    say(start, "started");
    sleep(Duration::from_secs(11)).await;
    say(start, "finished");
}

fn main() {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build();
    let runtime = runtime.expect("it needs neither threads nor sockets");
    let handle = runtime.handle().clone();
    let _run = Run::by("main2 on tokio", move || now(&handle));
    println!("-------- main2 start -----------");
    runtime.block_on(named("main", main2()));
    drop(runtime); // before the run is over
}

/// The runtime's time; outside of it, tokio would tell the system's.
fn now(runtime: &Handle) -> std::time::Instant {
    let _inside = runtime.enter();
    Instant::now().into_std()
}
