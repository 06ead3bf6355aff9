//! How tasks end, and how they are forgotten.

mod runs;

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use runs::on_step04;
use step04_spawn::{sleep, spawn, yield_now};
use timeline::{Fate, Kind, Life, Recorder, Recording, Story};

const SECOND: Duration = Duration::from_secs(1);

fn life(recording: &Recording, name: &str) -> Life {
    let story = Story::new(recording);
    let task = recording.tasks.iter().position(|task| task.name == name);
    story.lives[task.expect("there is a task of this name")].clone()
}

#[test]
fn an_aborted_task_is_cancelled() {
    let recording = on_step04(|recorder| async move {
        let task = spawn(recorder.task("child", sleep(SECOND)));
        yield_now().await;
        task.abort();
        assert!(task.await.is_err());
    });
    assert_eq!(life(&recording, "child").fate, Fate::Cancelled);
}

#[test]
fn a_future_dropped_where_it_waits_is_cancelled() {
    let recording = on_step04(|recorder| async move {
        let slow = recorder.task("slow", sleep(60 * SECOND));
        assert!(step04_spawn::timeout(SECOND, slow).await.is_err());
    });
    let slow = life(&recording, "slow");
    assert_eq!(slow.fate, Fate::Cancelled);
    assert!(slow.awaited_inside);
}

#[test]
fn what_is_left_when_the_loop_ends_is_cancelled() {
    let recording = on_step04(|recorder| async move {
        drop(spawn(recorder.task("child", sleep(60 * SECOND))));
        sleep(SECOND).await;
    });
    let child = life(&recording, "child");
    assert_eq!((child.fate, child.lost), (Fate::Cancelled, None));
    assert_eq!(recording.events[child.dropped.unwrap()].time(), SECOND);
}

#[test]
fn a_future_that_is_never_polled_has_no_polls() {
    let recording = on_step04(|recorder| async move {
        drop(recorder.task("never", async { unreachable!("nobody polls it") }));
    });
    let never = life(&recording, "never");
    assert_eq!((never.fate, never.polls.len()), (Fate::Cancelled, 0));
}

#[test]
fn a_panicked_task_is_not_lost() {
    let recorder = Recorder::new("a panic");
    let main = recorder.task("main", async { panic!("this is meant") });
    let run = || step04_spawn::block_on(main);
    assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
    let recording = recorder.finish();
    let main = life(&recording, "main");
    assert_eq!((main.fate, main.lost), (Fate::Panicked, None));
    let unreachable = |event: &timeline::Event| event.kind == Kind::Unreachable(0);
    assert!(!recording.events.iter().any(unreachable));
}

#[test]
fn who_keeps_nobodys_waker_is_lost_at_once() {
    let recording = on_step04(|recorder| async move {
        drop(spawn(recorder.task("forgotten", pending::<()>())));
        sleep(SECOND).await;
    });
    let forgotten = life(&recording, "forgotten");
    let lost = &recording.events[forgotten.lost.unwrap()];
    assert!(matches!(&lost.kind, Kind::End(end) if end.lost));
    let sentences = Story::new(&recording).sentences().join("\n");
    assert!(
        sentences.contains("falls asleep with nobody to wake it"),
        "{sentences}"
    );
}

#[test]
fn who_loses_the_waker_later_is_lost_then() {
    let recording = on_step04(|recorder| async move {
        let kept: Rc<RefCell<Option<Waker>>> = Rc::default();
        let keep = Rc::clone(&kept);
        let task = recorder.task("child", async move {
            poll_fn(|cx| {
                *keep.borrow_mut() = Some(cx.waker().clone());
                Poll::<()>::Pending
            })
            .await;
        });
        drop(spawn(task));
        sleep(SECOND).await;
        kept.borrow_mut().take();
        sleep(SECOND).await;
    });
    let child = life(&recording, "child");
    let lost = &recording.events[child.lost.unwrap()];
    assert_eq!((&lost.kind, lost.time()), (&Kind::Unreachable(1), SECOND));
}

#[test]
fn who_is_woken_is_not_lost() {
    let recording = on_step04(|recorder| async move {
        let (sender, receiver) = step04_spawn::oneshot::channel();
        let task = recorder.task("yields", async {
            yield_now().await;
            yield_now().await;
        });
        let task = spawn(task);
        let waits = spawn(recorder.task("waits", receiver));
        sleep(SECOND).await;
        sender.send(()).unwrap();
        task.await.unwrap();
        waits.await.unwrap().unwrap();
    });
    for name in ["yields", "waits", "main"] {
        let life = life(&recording, name);
        assert_eq!((life.fate, life.lost), (Fate::Finished, None), "{name}");
    }
    let lost = |event: &timeline::Event| match &event.kind {
        Kind::End(end) => end.lost,
        kind => matches!(kind, Kind::Unreachable(_)),
    };
    assert!(!recording.events.iter().any(lost));
}

#[test]
fn who_was_thought_lost_and_is_woken_is_not() {
    let recorder = Recorder::new("a waker of an earlier poll");
    let kept: Rc<RefCell<Option<Waker>>> = Rc::default();
    let keep = Rc::clone(&kept);
    let mut task = Box::pin(recorder.task("main", async move {
        let mut polls = 0;
        poll_fn(|cx| {
            polls += 1;
            if polls == 1 {
                *keep.borrow_mut() = Some(cx.waker().clone());
            }
            if polls < 3 { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    }));
    let (first, second) = (step02_waker::Parker::new(), step02_waker::Parker::new());
    let mut poll = |parker: &step02_waker::Parker| {
        let waker = parker.waker();
        task.as_mut().poll(&mut std::task::Context::from_waker(&waker)).is_ready()
    };
    assert!(!poll(&first));
    assert!(!poll(&second)); // with another waker, which is not kept
    assert!(life(&recorder.finish(), "main").lost.is_some());
    kept.borrow_mut().take().unwrap().wake();
    assert_eq!(life(&recorder.finish(), "main").lost, None);
    assert!(poll(&first));
    assert_eq!(life(&recorder.finish(), "main").lost, None);
}

#[test]
fn nested_tasks_keep_their_parent() {
    let recording = on_step04(|recorder| async move {
        let inner = recorder.clone();
        let child = recorder.task("child", async move {
            spawn(inner.task("grandchild", async {})).await.unwrap();
        });
        spawn(child).await.unwrap();
    });
    let parents: Vec<_> = recording.tasks.iter().map(|task| task.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(1)]);
}

#[test]
fn polls_that_are_all_alike_are_counted() {
    let recorder = Recorder::new("a spinning loop");
    let mut left = 1_000;
    let spin = poll_fn(|_| {
        left -= 1;
        if left > 0 { Poll::Pending } else { Poll::Ready(()) }
    });
    step01_poll::block_on(recorder.task("main", spin));
    let recording = recorder.finish();
    assert!(recording.events.len() < 10, "{} events", recording.events.len());
    let story = Story::new(&recording);
    assert_eq!(story.polls.iter().map(|poll| 1 + poll.again).sum::<u64>(), 1_000);
    assert_eq!(story.parks, [], "it asks, and doesn't sleep");
}

#[test]
fn what_does_not_fit_is_counted() {
    let recorder = Recorder::new("too much").limit(10);
    step04_spawn::block_on(recorder.task("main", async {
        for _ in 0..100 {
            yield_now().await;
        }
    }));
    let recording = recorder.finish();
    assert_eq!(recording.events.len(), 10);
    // A spawn and a drop; 101 polls with their ends; 100 wakes.
    assert_eq!(recording.dropped, 2 + 2 * 101 + 100 - 10);
    let text = timeline::text(&Story::new(&recording));
    assert!(text.contains("294 events are missing at the end"), "{text}");
}
