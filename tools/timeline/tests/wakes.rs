//! Who wakes whom.

mod runs;

use std::thread;
use std::time::Duration;

use runs::on_step04;
use step04_spawn::{oneshot, sleep, spawn, yield_now};
use timeline::{By, Recorder, Recording, Story};

const SECOND: Duration = Duration::from_secs(1);

/// Who woke the task of this name, each time.
fn wakers(recording: &Recording, name: &str) -> Vec<By> {
    let story = Story::new(recording);
    let wakes = story.wakes.iter().filter(|wake| story.name(wake.task) == name);
    wakes.map(|wake| wake.by).collect()
}

#[test]
fn by_itself() {
    let recording = on_step04(|_| async { yield_now().await });
    assert_eq!(wakers(&recording, "main"), [By::Task(0)]);
}

#[test]
fn by_a_timer() {
    let recording = on_step04(|_| sleep(SECOND));
    assert_eq!(wakers(&recording, "main"), [By::Timer]);
}

#[test]
fn by_another_task() {
    let recording = on_step04(|recorder| async move {
        let (sender, receiver) = oneshot::channel();
        let _sender = spawn(recorder.task("sender", async move {
            sleep(SECOND).await;
            sender.send(()).unwrap();
            yield_now().await; // so that it isn't its end that wakes
        }));
        receiver.await.unwrap();
    });
    assert_eq!(wakers(&recording, "main"), [By::Task(1)]);
}

#[test]
fn by_the_end_of_a_task() {
    let recording = on_step04(|recorder| async move {
        spawn(recorder.task("child", sleep(SECOND))).await.unwrap();
    });
    assert_eq!(wakers(&recording, "main"), [By::EndOf(1)]);
}

#[test]
fn by_another_thread() {
    let recorder = Recorder::new("from outside");
    let (sender, receiver) = oneshot::channel();
    let outside = thread::Builder::new().name("outside".to_owned());
    let outside = outside
        .spawn(move || {
            thread::sleep(Duration::from_millis(50));
            sender.send(()).unwrap();
        })
        .unwrap();
    step04_spawn::block_on(recorder.task("main", receiver)).unwrap();
    outside.join().unwrap();
    let recording = recorder.finish();
    let outside = recording.threads.iter().position(|name| name == "outside");
    assert_eq!(wakers(&recording, "main"), [By::Thread(outside.unwrap())]);
    let story = Story::new(&recording);
    let words = story.poll_in_words(1);
    assert!(words.contains("woken by the thread outside"), "{words}");
}

#[test]
fn a_second_wake_before_the_poll_is_coalesced() {
    let recording = on_step04(|_| async {
        let mut polls = 0;
        std::future::poll_fn(|cx| {
            polls += 1;
            if polls == 1 {
                cx.waker().wake_by_ref();
                cx.waker().wake_by_ref();
                return std::task::Poll::Pending;
            }
            std::task::Poll::Ready(())
        })
        .await;
    });
    let story = Story::new(&recording);
    let again: Vec<_> = story.wakes.iter().map(|wake| wake.again).collect();
    assert_eq!(again, [false, true]);
    assert_eq!(story.polls.len(), 2);
    assert_eq!(story.polls[1].cause, Some(0));
}
