use std::time::Duration;

use serde_json::{Value, json};
use timeline::{Recorder, Recording, Story};

use crate::chrome::{DESK, Page, find};
use crate::runs::{main2, page, yields};

/// Two loops, whose tasks wake each other; and tasks that are awaited within another.
fn on_two_loops() -> Recording {
    use step05_multithread::{Runtime, sleep};
    let recorder = Recorder::new("two loops");
    let runtime = Runtime::new(2);
    let inner = recorder.clone();
    let main = async move {
        let tasks = (0..6_u64).map(|number| {
            let nap = inner.clone();
            let task = async move {
                for _ in 0..3 {
                    nap.task("nap", sleep(Duration::from_millis(number))).await;
                }
            };
            step05_multithread::spawn(inner.task(&format!("task {number}"), task))
        });
        for task in tasks.collect::<Vec<_>>() {
            let _ = task.await;
        }
    };
    runtime.block_on(recorder.task("main", main));
    recorder.finish()
}

#[test]
fn the_page_and_the_story_agree_on_every_moment() {
    let Some(browser) = find() else { return };
    for recording in [main2(), yields("main", 3), on_two_loops()] {
        let story = Story::new(&recording);
        let mut page = Page::open(&browser, &page(&recording), DESK);
        let moments = page.eval(
            "data.runs[0].events.map((_, now) => {
                const { threads, timers, asleep } = moment(run, now);
                const ids = (list) => list.map((it) => it.id);
                return { queues: threads.map((it) => ids(it.queue)),
                    polled: threads.map((it) => ids(it.polled)), timers: ids(timers),
                    asleep: ids(asleep.filter((it) => !it.woken)) };
            })",
        );
        let moments = moments.as_array().expect("it is a list");
        assert_eq!(moments.len(), recording.events.len());
        // The page numbers tasks by their first event.
        let mut numbers: Vec<Value> = vec![Value::Null; recording.tasks.len()];
        let tasks = recording.events.iter().filter_map(|event| event.kind.task());
        let mut next = 0;
        for task in tasks {
            if numbers[task].is_null() {
                numbers[task] = next.into();
                next += 1;
            }
        }
        for (now, seen) in moments.iter().enumerate() {
            let moment = story.moment(now);
            let new = |tasks: &[usize]| -> Vec<Value> {
                tasks.iter().map(|&task| numbers[task].clone()).collect()
            };
            let lists = |lists: &[Vec<usize>]| -> Vec<_> {
                lists.iter().map(|list| new(list)).collect()
            };
            let timers: Vec<_> =
                moment.timers.iter().map(|&(task, _)| task).collect();
            let told = json!({"queues": lists(&moment.queues),
                "polled": lists(&moment.polled), "timers": new(&timers),
                "asleep": new(&moment.asleep)});
            assert_eq!(
                *seen, told,
                "after event {now}: {:?}",
                recording.events[now]
            );
        }
    }
}
