//! Breakfast: three dishes that are ready after a different number of polls.

use std::process::ExitCode;

use probes::ready_on_poll;
use step01_poll::block_on;

schedules::answers!(
    "../../../../step01-poll/exercises/e04_join_all.rs",
    "../../../../step01-poll/exercises/solutions/e04_join_all.rs"
);

macro_rules! scene {
    ($answer:ident) => {
        |recorder, _clock| {
            let dishes = [("coffee", 4), ("toast", 2), ("egg", 1)];
            let dishes = dishes.map(|(name, polls)| {
                recorder.task(name, ready_on_poll(polls, name))
            });
            let breakfast = $answer::join_all(dishes.into());
            block_on(recorder.task("breakfast", breakfast));
        }
    };
}

fn main() -> ExitCode {
    schedules::main("e04_join_all", scene!(yours), scene!(reference))
}
