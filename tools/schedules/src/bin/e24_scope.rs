//! Three children in a scope; the second fails, and takes the third along.

use std::process::ExitCode;
use std::time::Duration;

use step04_spawn::{block_on_with, sleep};

schedules::answers!(
    "../../../../step04-spawn/exercises/e24_scope.rs",
    "../../../../step04-spawn/exercises/solutions/e24_scope.rs"
);

macro_rules! scene {
    ($answer:ident) => {
        |recorder, clock| {
            let inner = recorder.clone();
            let main = $answer::scope(move |scope| async move {
                for (name, seconds) in [("flour", 1), ("eggs", 2), ("icing", 5)] {
                    scope.spawn(inner.task(name, async move {
                        sleep(Duration::from_secs(seconds)).await;
                        if name == "eggs" { Err("no eggs left") } else { Ok(()) }
                    }));
                }
                sleep(Duration::from_secs(3)).await;
                Ok("a cake")
            });
            let _ = block_on_with(clock, recorder.task("main", main));
        }
    };
}

fn main() -> ExitCode {
    schedules::main("e24_scope", scene!(yours), scene!(reference))
}
