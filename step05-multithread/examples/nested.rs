//! A loop inside a loop would block the outer one, and whatever it waits for could
//! never happen. So it is refused, with a sentence; and here is what to do instead.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

use step05_multithread::{Runtime, spawn, spawn_blocking};

fn main() {
    set_hook(Box::new(|panic| {
        println!("refused: {}", panic.payload_as_str().unwrap())
    }));

    let runtime = Runtime::new(1);
    runtime.block_on(async {
        let task = spawn(async { "the task's output" });
        let nested = AssertUnwindSafe(|| runtime.block_on(task));
        assert!(catch_unwind(nested).is_err());

        let task = spawn(async { "the task's output" });
        println!("await it:               {:?}", task.await.ok());

        let job =
            spawn_blocking(|| Runtime::new(1).block_on(async { "its output" }));
        println!("a thread of its own:    {:?}", job.await.ok());
    });
}
