//! A coroutine that nobody polls never runs.

use step01_poll::block_on;

async fn greet(name: &str) {
    println!("  hello, {name}");
}

fn main() {
    println!("calling greet(\"first\")");
    let first = greet("first");
    println!("it was called, and none of it has run; now block_on polls it");
    block_on(first);

    println!("calling greet(\"second\"), and dropping what it returns");
    drop(greet("second"));
    println!("the second never said a word");
}
