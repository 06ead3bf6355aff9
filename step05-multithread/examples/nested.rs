//! A loop inside a loop would block the outer one, and whatever it waits for could
//! never happen. So it is refused, with a sentence; and here is what to do instead.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::time::Duration;

use example_args::{Run, named};
use step05_multithread::{Runtime, block_thread, spawn, spawn_blocking};

fn main() {
    set_hook(Box::new(|panic| {
        println!("refused: {}", panic.payload_as_str().unwrap())
    }));

    let run = Run::new("nested on step05-multithread");
    let runtime = Runtime::with_clock(1, run.clock());
    runtime.block_on(named("main", async {
        let task = spawn(named("task 1", async { "the task's output" }));
        let nested = AssertUnwindSafe(|| runtime.block_on(task));
        assert!(catch_unwind(nested).is_err());

        let task = spawn(named("task 2", async { "the task's output" }));
        println!("await it:               {:?}", task.await.ok());

        let job = spawn_blocking(|| {
            block_thread(Duration::from_millis(10)); // some work before it
            Runtime::new(1).block_on(named("nested", async { "its output" }))
        });
        println!("a thread of its own:    {:?}", job.await.ok());
    }));
}
