//! A coroutine that nobody polls never runs.

use example_args::{Run, named, note};
use step01_poll::block_on;

async fn greet(name: &str) {
    println!("  hello, {name}");
    note(&format!("hello, {name}"));
}

fn main() {
    let _run = Run::without_time("lazy on step01-poll");
    println!("calling greet(\"first\")");
    let first = named("first", greet("first"));
    println!("it was called, and none of it has run; now block_on polls it");
    block_on(first);

    println!("calling greet(\"second\"), and dropping what it returns");
    drop(named("second", greet("second")));
    println!("the second never said a word");
}
