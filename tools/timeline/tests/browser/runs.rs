//! The runs whose pages are looked at.

use std::time::{Duration, Instant};

use step04_spawn::{Clock, block_on_with, sleep, spawn};
use timeline::{Recorder, Recording, Story, html};

/// The three tasks which nobody awaits.
pub(crate) fn main2() -> Recording {
    let clock = Clock::new_virtual();
    let now = clock.clone();
    let recorder = Recorder::with_clock("main2", move || now.now());
    let inner = recorder.clone();
    let main = async move {
        let say_after = |seconds, what: &'static str| {
            let recorder = inner.clone();
            inner.task(what, async move {
                sleep(Duration::from_secs(seconds)).await;
                recorder.note(&format!("{what} is said"));
            })
        };
        let _task1 = spawn(say_after(5, "hello"));
        let _task2 = spawn(say_after(10, "world"));
        let _task3 = spawn(say_after(1, "!"));
        sleep(Duration::from_secs(11)).await;
    };
    block_on_with(clock, recorder.task("main", main));
    recorder.finish()
}

/// A task that yields so many times; each is three events.
pub(crate) fn yields(name: &str, times: usize) -> Recording {
    let start = Instant::now();
    let recorder = Recorder::with_clock("yields", move || start);
    step04_spawn::block_on(recorder.task(name, async move {
        for _ in 0..times {
            step04_spawn::yield_now().await;
        }
    }));
    recorder.finish()
}

pub(crate) fn page(recording: &Recording) -> String {
    html::page(&Story::new(recording))
}
