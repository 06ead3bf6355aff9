//! A handle gives the task's result, once, whenever it is asked; the task doesn't
//! depend on it.

use std::any::Any;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use tests::loops::{Spawns, Task};
use tests::on_purpose::catch;
use tests::probes::{Count, Switch, poll_with, waker_fn};

table! { joining:
    a_task_is_joined_before_its_end: step04 step05 tokio smol;
    a_task_is_joined_after_its_end: step04 step05 tokio smol;
    a_task_is_joined_by_another_task: step04 step05 tokio smol;
    tasks_are_joined_in_any_order: step04 step05 tokio smol;
    // smol's task gives its result away with itself: there is no second time.
    joining_twice_panics_with_a_sentence: step04 step05 tokio;
    a_task_drops_its_future_before_it_is_joined: step04 step05 tokio smol;
    // smol drops a future that panicked a little later.
    the_future_is_gone_when_its_joiner_is_woken: step04 step05 tokio;
    a_chain_of_joins_runs_to_its_end: step04 step05 tokio smol;
    a_task_need_not_be_send: step04 step05 tokio smol;
}

pub(crate) fn a_task_is_joined_before_its_end<L: Spawns>() {
    L::block_on(async {
        let task = L::spawn(async {
            for _ in 0..5 {
                L::yield_now().await;
            }
            7
        });
        assert!(!task.is_finished());
        assert_eq!(task.await, Ok(7));
    });
}

pub(crate) fn a_task_is_joined_after_its_end<L: Spawns>() {
    L::block_on(async {
        let task = L::spawn(async { 7 });
        while !task.is_finished() {
            L::yield_now().await;
        }
        assert_eq!(task.await, Ok(7));
    });
}

pub(crate) fn a_task_is_joined_by_another_task<L: Spawns>() {
    L::block_on(async {
        let switch = Switch::new();
        let wait = switch.wait();
        let task = L::spawn(async {
            wait.await;
            7
        });
        let joiner = L::spawn(async { task.await.map(|output| output + 1) });
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        switch.turn_on();
        assert_eq!(joiner.await, Ok(Ok(8)));
    });
}

pub(crate) fn tasks_are_joined_in_any_order<L: Spawns>() {
    L::block_on(async {
        let mut tasks: Vec<_> =
            (0..10).map(|number| L::spawn(async move { number })).collect();
        for number in [3, 0, 7, 1, 5, 0, 2, 1, 0, 0] {
            let task = tasks.remove(number);
            assert!(task.await.is_ok());
        }
        assert!(tasks.is_empty());
    });
}

pub(crate) fn joining_twice_panics_with_a_sentence<L: Spawns>() {
    L::block_on(async {
        let mut task = L::spawn(async {});
        assert_eq!((&mut task).await, Ok(()));
        let waker = std::task::Waker::noop();
        let message = catch(|| poll_with(waker, &mut task))
            .expect_err("the result is given once");
        assert!(message.split(' ').count() > 2, "{message}");
    });
}

pub(crate) fn a_task_drops_its_future_before_it_is_joined<L: Spawns>() {
    L::block_on(async {
        for yields in [0, 1] {
            let drops = Count::new();
            let counted = drops.on_drop();
            let task = L::spawn(async move {
                for _ in 0..yields {
                    L::yield_now().await;
                }
                drop(counted);
            });
            assert_eq!(task.await, Ok(()));
            assert_eq!(drops.get(), 1);

            let counted = drops.on_drop();
            let panics = L::spawn(async move {
                let _counted = counted;
                tests::on_purpose::panic_with("it is dropped all the same")
            });
            assert_ne!(panics.await, Ok(()));
            assert_eq!(drops.get(), 2);
        }
    });
}

/// Counts its drop; ends, panics or waits.
struct Counted {
    counted: Option<Box<dyn Any>>,
    end: fn() -> Poll<()>,
}

impl Future for Counted {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        assert!(self.counted.is_some());
        (self.end)()
    }
}

pub(crate) fn the_future_is_gone_when_its_joiner_is_woken<L: Spawns>() {
    L::block_on(async {
        let ends: [fn() -> Poll<()>; 3] = [
            || Poll::Ready(()),
            || tests::on_purpose::panic_with("it is dropped all the same"),
            || Poll::Pending,
        ];
        for end in ends {
            let (drops, wakes) = (Count::new(), Count::new());
            let counted: Option<Box<dyn Any>> = Some(Box::new(drops.on_drop()));
            let mut task = L::spawn(Counted { counted, end });
            let (dropped, woken) = (drops.clone(), wakes.clone());
            let waker = waker_fn(move || {
                if dropped.get() == 1 {
                    woken.add();
                }
            });
            assert!(poll_with(&waker, &mut task).is_pending());
            L::yield_now().await;
            task.abort(); // for the one that waits; the others are over
            while !task.is_finished() {
                L::yield_now().await;
            }
            L::yield_now().await;
            assert_eq!((drops.get(), wakes.get()), (1, 1));
        }
    });
}

pub(crate) fn a_chain_of_joins_runs_to_its_end<L: Spawns>() {
    L::block_on(async {
        let mut last = L::spawn(async { 0 });
        for _ in 0..1_000 {
            let before = last;
            last = L::spawn(async move {
                before.await.expect("the task has an output") + 1
            });
        }
        assert_eq!(last.await, Ok(1_000));
    });
}

pub(crate) fn a_task_need_not_be_send<L: Spawns>() {
    L::block_on(async {
        let shared = Rc::new(Cell::new(1));
        let theirs = Rc::clone(&shared);
        let task = L::spawn(async move {
            theirs.set(theirs.get() + 1);
            L::yield_now().await;
            theirs
        });
        let theirs = task.await.expect("the task has an output");
        assert!(Rc::ptr_eq(&shared, &theirs));
        assert_eq!(shared.get(), 2);
    });
}
