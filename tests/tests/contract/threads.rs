//! Other threads spawn, wake, abort and join, and the task stays where it is.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use futures::StreamExt;
use futures::channel::mpsc::unbounded;
use tests::loops::{BlockOn, Failure, Sends, Spawns, Task};
use tests::probes::{Count, Switch};

table! { threads:
    two_loops_on_two_threads_talk: step01 step02 step03 step04 step05 tokio smol;
    wakes_from_four_threads_reach_all_tasks: step04 step05 tokio smol;
    // Step 4 has no handle for other threads; smol's is another executor.
    another_thread_spawns: step05 tokio;
    another_thread_joins: step05 tokio;
    another_thread_aborts_a_waiting_task: step05 tokio;
    another_thread_aborts_an_unpolled_task: step05 tokio;
    tasks_from_four_threads_all_run_at_home: step05 tokio;
    a_task_may_spawn_by_the_handle_at_home: step05 tokio;
    a_handle_used_after_the_end_gives_cancelled: step05 tokio;
    aborts_racing_with_the_end_leave_one_result: step05 tokio;
}

pub(crate) fn two_loops_on_two_threads_talk<L: BlockOn>() {
    let (ping, mut pings) = unbounded();
    let (pong, mut pongs) = unbounded();
    let other = thread::spawn(move || {
        L::block_on(async {
            while let Some(number) = pings.next().await {
                pong.unbounded_send(number + 1).expect("the other side is there");
            }
        });
    });
    L::block_on(async {
        for number in 0..50 {
            ping.unbounded_send(number).expect("the other side is there");
            assert_eq!(pongs.next().await, Some(number + 1));
        }
        drop(ping);
        assert_eq!(pongs.next().await, None);
    });
    other.join().expect("it doesn't panic");
}

pub(crate) fn wakes_from_four_threads_reach_all_tasks<L: Spawns>() {
    const ROUNDS: usize = 500;
    L::block_on(async {
        let mut tasks = Vec::new();
        for thread_number in 0..4 {
            let (questions, asked) = channel();
            let (answers, mut answered) = unbounded();
            let other = thread::spawn(move || {
                for question in asked {
                    let answer: usize = question + thread_number;
                    answers.unbounded_send(answer).expect("somebody waits");
                }
            });
            tasks.push(L::spawn(async move {
                for round in 0..ROUNDS {
                    questions.send(round).expect("the thread answers");
                    let answer = answered.next().await;
                    assert_eq!(answer, Some(round + thread_number));
                }
                drop(questions);
                other.join().expect("it doesn't panic");
            }));
        }
        for task in tasks {
            assert_eq!(task.await, Ok(()));
        }
    });
}

/// Runs `f` on another thread while the loop goes on, and returns its result.
async fn elsewhere<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = futures::channel::oneshot::channel();
    let other = thread::spawn(move || drop(sender.send(f())));
    let output = receiver.await.expect("the thread sends before it ends");
    other.join().expect("it doesn't panic");
    output
}

pub(crate) fn another_thread_spawns<L: Sends>() {
    L::block_on(async {
        let (home, remote) = (thread::current().id(), L::remote());
        let task = elsewhere(move || {
            L::spawn_on(&remote, async {
                L::yield_now().await;
                thread::current().id()
            })
        });
        assert_eq!(task.await.await, Ok(home));
    });
}

pub(crate) fn another_thread_joins<L: Sends>() {
    L::block_on(async {
        let (remote, switch) = (L::remote(), Switch::new());
        let wait = switch.wait();
        let task = L::spawn_on(&remote, async {
            wait.await;
            7
        });
        let joined = elsewhere(move || {
            while switch.polls() == 0 {
                thread::yield_now();
            }
            switch.turn_on();
            futures::executor::block_on(task)
        });
        assert_eq!(joined.await, Ok(7));
    });
}

pub(crate) fn another_thread_aborts_a_waiting_task<L: Sends>() {
    L::block_on(async {
        let (home, remote) = (thread::current().id(), L::remote());
        let (switch, dropped_on) = (Switch::new(), channel());
        let (wait, (tell, told)) = (switch.wait(), dropped_on);
        let task = L::spawn_on(&remote, async move {
            let _tells = tests::probes::on_drop(move || {
                tell.send(thread::current().id()).expect("it is awaited");
            });
            wait.await;
        });
        let task = elsewhere(move || {
            while switch.polls() == 0 {
                thread::yield_now();
            }
            task.abort();
            task
        });
        assert_eq!(task.await.await, Err(Failure::Cancelled));
        assert_eq!(told.recv(), Ok(home));
    });
}

pub(crate) fn another_thread_aborts_an_unpolled_task<L: Sends>() {
    L::block_on(async {
        let (remote, polls) = (L::remote(), Count::new());
        let polled = polls.clone();
        // The loop is held up meanwhile, so it can't be polled before.
        let other = thread::spawn(move || {
            let task = L::spawn_on(&remote, async move { polled.add() });
            task.abort();
            task
        });
        let task = other.join().expect("it doesn't panic");
        assert_eq!(task.await, Err(Failure::Cancelled));
        assert_eq!(polls.get(), 0);
    });
}

pub(crate) fn tasks_from_four_threads_all_run_at_home<L: Sends>() {
    L::block_on(async {
        let (home, ran) = (thread::current().id(), Count::new());
        for _ in 0..4 {
            let (remote, ran) = (L::remote(), ran.clone());
            // Detached: the count says when all are through.
            drop(thread::spawn(move || {
                for _ in 0..1_000 {
                    let ran = ran.clone();
                    drop(L::spawn_on(&remote, async move {
                        assert_eq!(thread::current().id(), home);
                        L::yield_now().await;
                        ran.add();
                    }));
                }
            }));
        }
        while ran.get() < 4_000 {
            L::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(ran.get(), 4_000);
    });
}

pub(crate) fn a_task_may_spawn_by_the_handle_at_home<L: Sends>() {
    L::block_on(async {
        let (remote, drops) = (L::remote(), Count::new());
        let counted = drops.on_drop();
        let task = L::spawn_on(&remote, async move { drop(counted) });
        assert_eq!(drops.get(), 0);
        assert_eq!(task.await, Ok(()));
        assert_eq!(drops.get(), 1);
    });
}

pub(crate) fn a_handle_used_after_the_end_gives_cancelled<L: Sends>() {
    let (remote, drops) = (L::block_on(async { L::remote() }), Count::new());
    let (polls, counted) = (Count::new(), drops.on_drop());
    let polled = polls.clone();
    let task = L::spawn_on(&remote, async move {
        let _counted = counted;
        polled.add();
    });
    assert_eq!((polls.get(), drops.get()), (0, 1));
    assert!(task.is_finished());
    task.abort();
    assert_eq!(L::block_on(task), Err(Failure::Cancelled));
}

pub(crate) fn aborts_racing_with_the_end_leave_one_result<L: Sends>() {
    L::block_on(async {
        let remote = L::remote();
        for _ in 0..200 {
            let drops = Count::new();
            let counted = drops.on_drop();
            let task = L::spawn_on(&remote, async move {
                let _counted = counted;
                for _ in 0..3 {
                    L::yield_now().await;
                }
            });
            let (hand_over, taken) = channel::<L::SentHandle<()>>();
            let other = thread::spawn(move || {
                let task = taken.recv().expect("it is handed over");
                task.abort();
                futures::executor::block_on(task)
            });
            hand_over.send(task).expect("the thread takes it");
            while !other.is_finished() {
                L::yield_now().await;
            }
            let joined = other.join().expect("it doesn't panic");
            assert!(matches!(joined, Ok(()) | Err(Failure::Cancelled)));
            assert_eq!(drops.get(), 1);
        }
    });
}
