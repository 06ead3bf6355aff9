//! A hundred thousand tasks are nothing special.

use std::time::Duration;

use tests::loops::{Spawns, Timed};
use tests::probes::Count;

use crate::timers::nothing_to_wait_for;

const MANY: usize = 100_000;

table! { many:
    a_hundred_thousand_tasks_are_joined: step04 step05 tokio smol;
    a_hundred_thousand_tasks_yield: step04 step05 tokio smol;
    a_hundred_thousand_tasks_one_after_the_other: step04 step05 tokio smol;
    a_hundred_thousand_tasks_wait_for_one: step04 step05 tokio smol;
    // In virtual time, which smol doesn't have.
    a_hundred_thousand_tasks_sleep: step04 step05 tokio;
    a_hundred_thousand_timeouts_are_forgotten: step03 step04 step05 tokio;
}

pub(crate) fn a_hundred_thousand_tasks_are_joined<L: Spawns>() {
    L::block_on(async {
        let numbers = 0..MANY;
        let tasks: Vec<_> = numbers.map(|it| L::spawn(async move { it })).collect();
        for (number, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await, Ok(number));
        }
    });
}

pub(crate) fn a_hundred_thousand_tasks_yield<L: Spawns>() {
    L::block_on(async {
        let turns = Count::new();
        let tasks: Vec<_> = (0..MANY)
            .map(|_| {
                let turns = turns.clone();
                L::spawn(async move {
                    for _ in 0..3 {
                        turns.add();
                        L::yield_now().await;
                    }
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await, Ok(()));
        }
        assert_eq!(turns.get(), 3 * MANY);
    });
}

pub(crate) fn a_hundred_thousand_tasks_one_after_the_other<L: Spawns>() {
    L::block_on(async {
        for number in 0..MANY {
            assert_eq!(L::spawn(async move { number }).await, Ok(number));
        }
    });
}

pub(crate) fn a_hundred_thousand_tasks_wait_for_one<L: Spawns>() {
    use futures::FutureExt;
    L::block_on(async {
        let (sender, receiver) = futures::channel::oneshot::channel::<usize>();
        let shared = receiver.shared();
        let tasks: Vec<_> = (0..MANY).map(|_| L::spawn(shared.clone())).collect();
        L::yield_now().await;
        sender.send(7).expect("the receivers are there");
        for task in tasks {
            assert_eq!(task.await, Ok(Ok(7)));
        }
    });
}

pub(crate) fn a_hundred_thousand_tasks_sleep<L: Spawns + Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        let tasks: Vec<_> = (0..MANY)
            .map(|number| {
                // Neither in order nor all at once.
                let millis = (number * 7_919 % 10_007) as u64;
                let duration = Duration::from_millis(millis);
                L::spawn(async move {
                    L::sleep(duration).await;
                    assert_eq!(L::now() - start, duration);
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await, Ok(()));
        }
        assert_eq!(L::now() - start, Duration::from_millis(10_006));
    });
}

pub(crate) fn a_hundred_thousand_timeouts_are_forgotten<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        for number in 0..MANY {
            let limit = Duration::from_millis(1 + (number % 1_000) as u64);
            assert_eq!(L::timeout(limit, L::yield_now()).await, Ok(()));
        }
        nothing_to_wait_for().await;
        assert_eq!(L::now(), start);
    });
}
