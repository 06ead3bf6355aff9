//! What the pages say of the loops in passing, and no other test does.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;

use step04_spawn::{
    Clock, JoinSet, block_on_with, block_thread, now, sleep, spawn, timeout,
    yield_now,
};

const SECOND: Duration = Duration::from_secs(1);

/// Step 3, `#timeout`.
#[test]
fn a_result_from_long_after_the_limit_wins_if_it_is_there_when_the_loop_looks() {
    block_on_with(Clock::new_virtual(), async {
        let start = now();
        let late = async {
            sleep(SECOND / 2).await;
            block_thread(SECOND * 9);
            "late"
        };
        assert_eq!(timeout(SECOND, late).await, Ok("late"));
        assert_eq!(now() - start, SECOND * 19 / 2);
    });
}

/// Step 4, `#left-out`: whether a set whose last handle outside is dropped aborts its
/// child, with and without a clone that the child has.
fn is_aborted_on_drop(child_holds_the_set: bool) -> bool {
    struct Dropped(Rc<Cell<bool>>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }
    block_on_with(Clock::new_virtual(), async {
        let dropped = Rc::new(Cell::new(false));
        let set = Rc::new(RefCell::new(JoinSet::new()));
        let of_child = child_holds_the_set.then(|| Rc::clone(&set));
        let held = Dropped(Rc::clone(&dropped));
        set.borrow_mut().spawn(async move {
            let (_held, _set) = (held, of_child);
            pending::<()>().await;
        });
        yield_now().await;
        drop(set);
        sleep(SECOND).await;
        dropped.get()
    })
}

#[test]
fn a_child_that_holds_its_set_keeps_it_from_being_dropped() {
    assert!(is_aborted_on_drop(false));
    assert!(!is_aborted_on_drop(true));
}

/// Step 4, `#task-waker`: a waker that is kept keeps no task in memory.
#[test]
fn a_waker_that_is_kept_keeps_no_task() {
    let held = Rc::new(());
    let waker = block_on_with(Clock::new_virtual(), async {
        let (of_task, kept) = (Rc::clone(&held), Rc::new(Cell::new(None)));
        let place = Rc::clone(&kept);
        let task = spawn(async move {
            let _held = of_task;
            std::future::poll_fn(|cx| {
                place.set(Some(cx.waker().clone()));
                std::task::Poll::Ready(())
            })
            .await;
        });
        task.await.expect("it neither panics nor is aborted");
        assert_eq!(Rc::strong_count(&held), 1);
        kept.take().expect("the task was polled")
    });
    waker.wake(); // to no effect
    assert_eq!(Rc::strong_count(&held), 1);
}
