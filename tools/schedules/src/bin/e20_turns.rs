//! Three tasks that give way to each other, and one that is spawned meanwhile.

use std::process::ExitCode;

use step02_waker::yield_now;

schedules::answers!(
    "../../../../step04-spawn/exercises/e20_turns.rs",
    "../../../../step04-spawn/exercises/solutions/e20_turns.rs"
);

macro_rules! scene {
    ($answer:ident) => {
        |recorder, _clock| {
            let executor = $answer::Executor::default();
            let spawner = executor.spawner();
            for (name, yields) in [("bread", 2), ("milk", 1), ("tea", 3)] {
                let (spawner, inner) = (spawner.clone(), recorder.clone());
                spawner.clone().spawn(recorder.task(name, async move {
                    if name == "milk" {
                        spawner.spawn(inner.task("honey", yield_now()));
                    }
                    for _ in 0..yields {
                        yield_now().await;
                    }
                }));
            }
            while executor.turn() > 0 {}
        }
    };
}

fn main() -> ExitCode {
    schedules::main("e20_turns", scene!(yours), scene!(reference))
}
