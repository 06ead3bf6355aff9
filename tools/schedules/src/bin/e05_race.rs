//! A book, asked for in two libraries.

use std::process::ExitCode;

use probes::ready_on_poll;
use step01_poll::block_on;

schedules::answers!(
    "../../../../step01-poll/exercises/e05_race.rs",
    "../../../../step01-poll/exercises/solutions/e05_race.rs"
);

macro_rules! scene {
    ($answer:ident) => {
        |recorder, _clock| {
            let near = recorder.task("near", ready_on_poll(3, "the near one"));
            let far = recorder.task("far", ready_on_poll(5, "the far one"));
            block_on(recorder.task("race", $answer::race(near, far)));
        }
    };
}

fn main() -> ExitCode {
    schedules::main("e05_race", scene!(yours), scene!(reference))
}
