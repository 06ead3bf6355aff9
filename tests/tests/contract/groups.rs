//! A group gives the results in the order in which its tasks end, and ends them when
//! it is dropped.

use std::future::{pending, poll_fn};
use std::task::Poll;
use std::time::Duration;

use tests::loops::{Failure, Groups, Timed};
use tests::on_purpose::{message, panic_with};
use tests::probes::{Count, Switch, poll_with};

// smol has no such thing.
table! { groups:
    an_empty_group_has_no_next: step04 step05 tokio;
    a_group_gives_results_in_the_order_of_completion: step04 step05 tokio;
    a_group_gives_what_ended_before_it_was_asked: step04 step05 tokio;
    a_group_may_grow_while_it_is_joined: step04 step05 tokio;
    a_group_reports_panics_and_aborts: step04 step05 tokio;
    abort_all_aborts_all: step04 step05 tokio;
    a_dropped_group_aborts_its_tasks: step04 step05 tokio;
    a_dropped_join_next_loses_no_result: step04 step05 tokio;
    a_group_wakes_the_latest_waker: step04 step05 tokio;
    a_hundred_thousand_tasks_in_a_group_are_not_quadratic: step04 step05 tokio;
}

pub(crate) fn an_empty_group_has_no_next<L: Groups>() {
    L::block_on(async {
        let mut set = L::set::<()>();
        assert_eq!(L::join_next(&mut set).await, None);
        L::spawn_in(&mut set, async {});
        assert_eq!(L::len(&set), 1);
        assert_eq!(L::join_next(&mut set).await, Some(Ok(())));
        assert_eq!(L::len(&set), 0);
        assert_eq!(L::join_next(&mut set).await, None);
    });
}

pub(crate) fn a_group_gives_results_in_the_order_of_completion<L: Groups + Timed>() {
    L::block_on_virtual(async {
        let mut set = L::set();
        for seconds in [5, 1, 4, 2, 3] {
            L::spawn_in(&mut set, async move {
                L::sleep(Duration::from_secs(seconds)).await;
                seconds
            });
        }
        for seconds in 1..=5 {
            assert_eq!(L::join_next(&mut set).await, Some(Ok(seconds)));
        }
        assert_eq!(L::join_next(&mut set).await, None);
    });
}

pub(crate) fn a_group_gives_what_ended_before_it_was_asked<L: Groups>() {
    L::block_on(async {
        let (mut set, ended) = (L::set(), Count::new());
        for number in 0..10 {
            let ends = ended.clone();
            L::spawn_in(&mut set, async move {
                ends.add();
                number
            });
        }
        while ended.get() < 10 {
            L::yield_now().await;
        }
        L::yield_now().await;
        for number in 0..10 {
            assert_eq!(L::join_next(&mut set).await, Some(Ok(number)));
        }
    });
}

pub(crate) fn a_group_may_grow_while_it_is_joined<L: Groups>() {
    L::block_on(async {
        let mut set = L::set();
        L::spawn_in(&mut set, async { 100 });
        let mut joined = 0;
        while let Some(result) = L::join_next(&mut set).await {
            joined += 1;
            let left = result.expect("the task has an output");
            if left > 0 {
                L::spawn_in(&mut set, async move { left - 1 });
            }
        }
        assert_eq!(joined, 101);
    });
}

pub(crate) fn a_group_reports_panics_and_aborts<L: Groups>() {
    L::block_on(async {
        let mut set = L::set::<()>();
        L::spawn_in(&mut set, async { panic_with("in a group") });
        let panicked = Failure::Panicked(message("in a group"));
        assert_eq!(L::join_next(&mut set).await, Some(Err(panicked)));
        L::spawn_in(&mut set, async { panic_with("never polled") });
        L::abort_all(&mut set);
        let cancelled = Some(Err(Failure::Cancelled));
        assert_eq!(L::join_next(&mut set).await, cancelled);
    });
}

pub(crate) fn abort_all_aborts_all<L: Groups>() {
    L::block_on(async {
        let (mut set, drops) = (L::set(), Count::new());
        for _ in 0..10 {
            let counted = drops.on_drop();
            L::spawn_in(&mut set, async move {
                let _counted = counted;
                pending::<()>().await;
            });
            L::yield_now().await;
        }
        L::abort_all(&mut set);
        assert_eq!(L::len(&set), 10);
        for _ in 0..10 {
            let next = L::join_next(&mut set).await;
            assert_eq!(next, Some(Err(Failure::Cancelled)));
        }
        assert_eq!(drops.get(), 10);
        assert_eq!(L::join_next(&mut set).await, None);
    });
}

pub(crate) fn a_dropped_group_aborts_its_tasks<L: Groups>() {
    L::block_on(async {
        let (mut set, drops) = (L::set(), Count::new());
        for _ in 0..10 {
            let counted = drops.on_drop();
            L::spawn_in(&mut set, async move {
                let _counted = counted;
                pending::<()>().await;
            });
            L::yield_now().await;
        }
        drop(set);
        while drops.get() < 10 {
            L::yield_now().await;
        }
    });
}

pub(crate) fn a_dropped_join_next_loses_no_result<L: Groups>() {
    L::block_on(async {
        let (mut set, switch) = (L::set(), Switch::new());
        for _ in 0..2 {
            L::spawn_in(&mut set, switch.wait());
        }
        L::yield_now().await;
        for _ in 0..5 {
            poll_fn(|cx| {
                let mut next = Box::pin(L::join_next(&mut set));
                assert!(poll_with(cx.waker(), &mut next).is_pending());
                Poll::Ready(())
            })
            .await;
            L::yield_now().await;
        }
        while switch.polls() < 2 {
            L::yield_now().await;
        }
        switch.turn_on(); // wakes the one that waited last
        assert_eq!(L::join_next(&mut set).await, Some(Ok(())));
        L::abort_all(&mut set);
        let next = L::join_next(&mut set).await;
        assert_eq!(next, Some(Err(Failure::Cancelled)));
    });
}

pub(crate) fn a_group_wakes_the_latest_waker<L: Groups>() {
    L::block_on(async {
        let (mut set, switch) = (L::set(), Switch::new());
        L::spawn_in(&mut set, switch.wait());
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        let (first, latest) = (Count::new(), Count::new());
        for waker in [first.waker(), first.waker(), latest.waker()] {
            let mut next = Box::pin(L::join_next(&mut set));
            assert!(poll_with(&waker, &mut next).is_pending());
        }
        switch.turn_on();
        for _ in 0..5 {
            L::yield_now().await;
        }
        assert_eq!(first.get(), 0);
        assert!(latest.get() > 0);
        assert_eq!(L::join_next(&mut set).await, Some(Ok(())));
    });
}

/// With a look at each task for each result, this would take hours.
pub(crate) fn a_hundred_thousand_tasks_in_a_group_are_not_quadratic<L: Groups>() {
    L::block_on(async {
        let mut set = L::set();
        for number in 0..100_000_usize {
            L::spawn_in(&mut set, async move { number });
        }
        let mut sum = 0;
        while let Some(result) = L::join_next(&mut set).await {
            sum += result.expect("the task has an output");
        }
        assert_eq!(sum, 4_999_950_000);
    });
}
