//! The same program gives the same recording on whatever it runs.

mod runs;

use std::time::Duration;

use runs::{outcomes, schedule, yields};
use timeline::Outcome::{Pending, Ready};
use timeline::{By, Comparison, Recorder, Recording, Story};

/// What becomes of a future that waits twice.
fn two_yields(block_on: impl FnOnce(timeline::Recorded<F>)) -> Recording {
    let recorder = Recorder::new("two yields");
    let future: F = Box::pin(yields(2));
    block_on(recorder.task("main", future));
    recorder.finish()
}

type F = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

#[test]
fn one_future_is_polled_alike_on_every_loop() {
    let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let many = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let runs = [
        ("step01", two_yields(step01_poll::block_on)),
        ("step02", two_yields(|main| step02_waker::block_on(main))),
        ("step03", two_yields(|main| step03_timers::block_on(main))),
        ("step04", two_yields(|main| step04_spawn::block_on(main))),
        ("step05", {
            two_yields(|main| step05_multithread::Runtime::new(2).block_on(main))
        }),
        ("tokio", two_yields(|main| tokio.block_on(main))),
        ("tokio, many threads", {
            two_yields(|main| {
                many.block_on(async { many.spawn(main).await.unwrap() })
            })
        }),
        ("LocalSet", {
            let local = tokio::task::LocalSet::new();
            two_yields(|main| local.block_on(&tokio, main))
        }),
        ("smol", two_yields(smol::block_on)),
    ];
    for (name, recording) in &runs {
        assert_eq!(outcomes(recording, "main"), [Pending, Pending, Ready], "{name}");
        let story = Story::new(recording);
        let by: Vec<_> = story.wakes.iter().map(|wake| wake.by).collect();
        assert_eq!(by, [By::Task(0), By::Task(0)], "{name}");
        assert_eq!(story.turns.len(), 3, "{name}");
    }
}

/// Two tasks, one that waits twice and one that waits once, spawned by a third.
async fn two_tasks<H>(recorder: Recorder, spawn: impl Fn(F) -> H)
where
    H: Future,
{
    let a = spawn(Box::pin(recorder.task("a", yields(2))));
    let b = spawn(Box::pin(recorder.task("b", yields(1))));
    a.await;
    b.await;
}

#[test]
fn two_tasks_are_polled_in_turn_on_every_loop_that_spawns() {
    let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let smol = smol::LocalExecutor::new();
    let local = tokio::task::LocalSet::new();
    let main = |recorder: &Recorder| recorder.clone();
    let record = |run: &dyn Fn(Recorder)| {
        let recorder = Recorder::new("two tasks");
        run(recorder.clone());
        recorder.finish()
    };
    let runs = [
        record(&|r| {
            let tasks = two_tasks(main(&r), step04_spawn::spawn);
            step04_spawn::block_on(r.task("main", tasks));
        }),
        record(&|r| {
            let tasks = two_tasks(main(&r), step05_multithread::spawn);
            step05_multithread::Runtime::new(1).block_on(r.task("main", tasks));
        }),
        record(&|r| {
            let tasks = two_tasks(main(&r), tokio::spawn);
            tokio.block_on(r.task("main", tasks));
        }),
        record(&|r| {
            let tasks = two_tasks(main(&r), tokio::task::spawn_local);
            local.block_on(&tokio, r.task("main", tasks));
        }),
        record(&|r| {
            let tasks = two_tasks(main(&r), |task| smol.spawn(task));
            smol::block_on(smol.run(r.task("main", tasks)));
        }),
    ];
    for recording in &runs {
        let mut tasks = schedule(recording);
        tasks.retain(|(name, _)| name != "main");
        let expected = [
            ("a", Pending),
            ("b", Pending),
            ("a", Pending),
            ("b", Ready),
            ("a", Ready),
        ];
        assert_eq!(tasks, expected.map(|(name, end)| (name.to_owned(), end)));
        let parents: Vec<_> =
            recording.tasks.iter().map(|task| task.parent).collect();
        assert_eq!(parents, [None, Some(0), Some(0)]);
    }
}

#[test]
fn on_several_threads_each_task_does_the_same_in_itself() {
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .build()
        .unwrap();
    let recorder = Recorder::new("many");
    tokio.block_on(async {
        let task = |id| recorder.task(&format!("task {id}"), yields(5));
        let tasks: Vec<_> = (0..50).map(|id| tokio::spawn(task(id))).collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    let recording = recorder.finish();
    let five_waits = [Pending, Pending, Pending, Pending, Pending, Ready];
    for id in 0..50 {
        assert_eq!(outcomes(&recording, &format!("task {id}")), five_waits);
    }
    assert!(recording.threads.iter().any(|name| name.starts_with("tokio")));
}

#[test]
fn threads_have_their_names() {
    let runtime = step05_multithread::Runtime::new(2);
    let recorder = Recorder::new("two loops");
    let task = runtime.handle(1).spawn(recorder.task("there", yields(1)));
    runtime.block_on(recorder.task("here", async { task.await.unwrap() }));
    let recording = recorder.finish();
    let story = Story::new(&recording);
    let thread_of = |task: &str| {
        let poll = story.polls.iter().find(|poll| story.name(poll.task) == task);
        recording.threads[poll.expect("it was polled").thread].as_str()
    };
    assert_eq!(thread_of("there"), "loop-1");
    assert_ne!(thread_of("here"), "loop-1");
}

#[test]
fn main2_is_the_same_schedule_on_tokio_and_on_step04() {
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let handle = tokio.handle().clone();
    let recorder = Recorder::with_clock("main2 on tokio", move || {
        let _inside = handle.enter();
        tokio::time::Instant::now().into_std()
    });
    tokio.block_on(recorder.task("main", async {
        let say = |seconds, what: &'static str| {
            let sleep = tokio::time::sleep(Duration::from_secs(seconds));
            tokio::spawn(recorder.task(what, sleep))
        };
        let (_task1, _task2, _task3) =
            (say(5, "hello"), say(10, "world"), say(1, "!"));
        tokio::time::sleep(Duration::from_secs(11)).await;
    }));
    let (ours, theirs) = (runs::main2(), recorder.finish());
    let (ours, theirs) = (Story::new(&ours), Story::new(&theirs));
    let comparison = Comparison::new(&ours, &theirs);
    assert_eq!(comparison.first_difference, None, "{comparison:?}");
    assert_eq!(comparison.alike, 8);
}

#[test]
fn several_loops_on_a_virtual_clock_are_recorded_alike_each_time() {
    use step05_multithread::{Clock, Runtime, sleep};

    let record = || {
        let clock = Clock::new_virtual();
        let now = clock.clone();
        let recorder = Recorder::with_clock("three loops", move || now.now());
        let runtime = Runtime::with_clock(3, clock);
        // All deadlines differ: at the same instant, loops may come in any order.
        let naps = |task: u64| async move {
            for _ in 0..5 {
                sleep(Duration::from_millis(100 + task)).await;
            }
        };
        let tasks: Vec<_> = (0..6)
            .map(|task| {
                let naps = recorder.task(&format!("task {task}"), naps(task));
                runtime.handle(task as usize % 3).spawn(naps)
            })
            .collect();
        runtime.block_on(recorder.task("main", async {
            for task in tasks {
                task.await.unwrap();
            }
        }));
        drop(runtime);
        recorder.finish().to_json()
    };
    let first = record();
    for _ in 1..20 {
        assert_eq!(record(), first);
    }
}
