//! Three dishes, each with a timer of its own: only the one that is done is looked at.

use std::process::ExitCode;
use std::time::Duration;

use step03_timers::{block_on_with, sleep};

schedules::answers!(
    "../../../../step02-waker/exercises/e12_own_wakers.rs",
    "../../../../step02-waker/exercises/solutions/e12_own_wakers.rs"
);

macro_rules! scene {
    ($answer:ident) => {
        |recorder, clock| {
            let dishes = [("coffee", 4), ("toast", 2), ("egg", 3)];
            let dishes = dishes.map(|(name, minutes)| {
                recorder.task(name, sleep(Duration::from_secs(60 * minutes)))
            });
            let breakfast = $answer::join_all(dishes.into());
            block_on_with(clock, recorder.task("breakfast", breakfast));
        }
    };
}

fn main() -> ExitCode {
    schedules::main("e12_own_wakers", scene!(yours), scene!(reference))
}
