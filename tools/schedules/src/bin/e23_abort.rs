//! Two downloads: one is detached, the other is aborted.

use std::process::ExitCode;
use std::time::Duration;

use step04_spawn::{block_on_with, sleep, spawn};

schedules::answers!(
    "../../../../step04-spawn/exercises/e23_abort.rs",
    "../../../../step04-spawn/exercises/solutions/e23_abort.rs"
);

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

macro_rules! scene {
    ($answer:ident) => {
        |recorder, clock| {
            let inner = recorder.clone();
            let main = async move {
                let (task, detached) =
                    $answer::task(inner.task("detached", sleep(seconds(2))));
                drop((spawn(task), detached));
                let (task, aborted) =
                    $answer::task(inner.task("aborted", sleep(seconds(9))));
                drop(spawn(task));
                sleep(seconds(1)).await;
                aborted.abort();
                let _ = aborted.await;
                sleep(seconds(2)).await;
            };
            block_on_with(clock, recorder.task("main", main));
        }
    };
}

fn main() -> ExitCode {
    schedules::main("e23_abort", scene!(yours), scene!(reference))
}
