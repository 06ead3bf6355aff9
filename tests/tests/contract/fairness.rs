//! Who is always ready keeps nobody else from running.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use tests::loops::{BlockOn, Spawns, Timed};
use tests::probes::Switch;

table! { fairness:
    a_busy_task_holds_up_no_other: step04 step05 tokio smol;
    a_busy_task_holds_up_no_timer: step04 step05 tokio smol;
    a_busy_task_holds_up_no_wake_from_another_thread: step04 step05 tokio smol;
    // Step 1's sleep ends at once and step 2's takes a thread; in tokio and smol a
    // sleep of zero may be ready at its first poll.
    a_sleep_of_zero_gives_control_back_once: step03 step04 step05;
    yield_now_gives_control_back_once: step01 step02 step03 step04 step05 tokio smol;
}

/// Spawns a task that yields until it is told to stop, and never sleeps.
fn spawn_busy<L: Spawns>() -> Rc<Cell<bool>> {
    let stop = Rc::new(Cell::new(false));
    let stopped = Rc::clone(&stop);
    drop(L::spawn(async move {
        while !stopped.get() {
            L::yield_now().await;
        }
    }));
    stop
}

pub(crate) fn a_busy_task_holds_up_no_other<L: Spawns>() {
    L::block_on(async {
        let stop = spawn_busy::<L>();
        let task = L::spawn(async {
            for _ in 0..100 {
                L::yield_now().await;
            }
        });
        assert_eq!(task.await, Ok(()));
        stop.set(true);
    });
}

pub(crate) fn a_busy_task_holds_up_no_timer<L: Spawns>() {
    L::block_on(async {
        let stop = spawn_busy::<L>();
        let task = L::spawn(L::sleep(Duration::from_millis(2)));
        assert_eq!(task.await, Ok(()));
        stop.set(true);
    });
}

pub(crate) fn a_busy_task_holds_up_no_wake_from_another_thread<L: Spawns>() {
    L::block_on(async {
        let stop = spawn_busy::<L>();
        let switch = Switch::new();
        let remote = switch.clone();
        let task = L::spawn(switch.wait());
        let other = thread::spawn(move || {
            while remote.polls() == 0 {
                thread::yield_now();
            }
            remote.turn_on();
        });
        assert_eq!(task.await, Ok(()));
        stop.set(true);
        other.join().expect("it doesn't panic");
    });
}

pub(crate) fn a_sleep_of_zero_gives_control_back_once<L: Timed>() {
    let polls = L::block_on_virtual(async {
        let mut sleep = Box::pin(L::sleep(Duration::ZERO));
        let mut polls = 0;
        poll_fn(move |cx| {
            polls += 1;
            sleep.as_mut().poll(cx).map(|()| polls)
        })
        .await
    });
    assert_eq!(polls, 2);
}

pub(crate) fn yield_now_gives_control_back_once<L: BlockOn>() {
    let polls = L::block_on(async {
        let mut yielding = Box::pin(L::yield_now());
        let mut polls = 0;
        poll_fn(move |cx| {
            polls += 1;
            yielding.as_mut().poll(cx).map(|()| polls)
        })
        .await
    });
    assert_eq!(polls, 2);
}
