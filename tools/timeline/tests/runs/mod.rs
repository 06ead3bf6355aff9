//! What the tests record: small programs on each of the runtimes.
#![allow(dead_code, reason = "each test binary uses some of them")]

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use timeline::{Outcome, Recorder, Recording, Story};

/// Waits once, and wakes itself, in a way that each runtime takes for the same.
pub(crate) async fn yield_now() {
    let mut is_back = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut is_back, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

pub(crate) async fn yields(times: usize) {
    for _ in 0..times {
        yield_now().await;
    }
}

/// Who was polled, and what came of it, in order.
pub(crate) fn schedule(recording: &Recording) -> Vec<(String, Outcome)> {
    let story = Story::new(recording);
    let polls = story.polls.iter();
    polls
        .map(|it| {
            let outcome = it.outcome.expect("the poll is over");
            (story.name(it.task).to_owned(), outcome)
        })
        .collect()
}

/// The same, of one task.
pub(crate) fn outcomes(recording: &Recording, name: &str) -> Vec<Outcome> {
    let all = schedule(recording).into_iter();
    all.filter(|(it, _)| it == name).map(|(_, outcome)| outcome).collect()
}

/// Runs on step 4, by a virtual clock.
pub(crate) fn on_step04<F>(run: impl FnOnce(Recorder) -> F) -> Recording
where
    F: Future<Output = ()>,
{
    let clock = step04_spawn::Clock::new_virtual();
    let now = clock.clone();
    let recorder = Recorder::with_clock("a test", move || now.now());
    let main = run(recorder.clone());
    step04_spawn::block_on_with(clock, recorder.task("main", main));
    recorder.finish()
}

/// The seed's second program on step 4.
pub(crate) fn main2() -> Recording {
    on_step04(|recorder| async move {
        let say = |seconds, what: &'static str| {
            let after = recorder.clone();
            recorder.task(what, async move {
                step04_spawn::sleep(Duration::from_secs(seconds)).await;
                after.note(what);
            })
        };
        let _task1 = step04_spawn::spawn(say(5, "hello"));
        let _task2 = step04_spawn::spawn(say(10, "world"));
        let _task3 = step04_spawn::spawn(say(1, "!"));
        step04_spawn::sleep(Duration::from_secs(11)).await;
    })
}
