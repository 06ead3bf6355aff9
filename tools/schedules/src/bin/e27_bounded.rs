//! A baker who is quicker than the one customer, and a shelf for two loaves.

use std::process::ExitCode;
use std::time::Duration;

use step04_spawn::{block_on_with, sleep, spawn};

schedules::answers!(
    "../../../../step05-multithread/exercises/e27_bounded.rs",
    "../../../../step05-multithread/exercises/solutions/e27_bounded.rs"
);

macro_rules! scene {
    ($answer:ident) => {
        |recorder, clock| {
            let inner = recorder.clone();
            let customer = async move {
                let (sender, mut shelf) = $answer::bounded(2);
                let baker = inner.task("baker", async move {
                    for loaf in 1..=5 {
                        if sender.send(loaf).await.is_err() {
                            break;
                        }
                    }
                });
                drop(spawn(baker));
                while let Some(_loaf) = shelf.recv().await {
                    sleep(Duration::from_secs(60)).await;
                }
            };
            block_on_with(clock, recorder.task("customer", customer));
        }
    };
}

fn main() -> ExitCode {
    schedules::main("e27_bounded", scene!(yours), scene!(reference))
}
