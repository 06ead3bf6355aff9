//! Nothing happens before the first poll.

use std::cell::Cell;
use std::rc::Rc;

use tests::loops::{BlockOn, Joins, Spawns};
use tests::probes::{Count, Log};

table! { lazy:
    a_future_does_nothing_until_it_runs:
        step01 step02 step03 step04 step05 tokio smol;
    block_on_returns_the_output: step01 step02 step03 step04 step05 tokio smol;
    the_main_future_may_borrow: step01 step02 step03 step04 step05 tokio smol;
    block_on_runs_again_and_again: step01 step02 step03 step04 step05 tokio smol;
    // The peers have other functions for this, which are not their loops' business.
    join_polls_the_first_future_first: step01 step02 step03 step04 step05;
    select_prefers_the_first_future: step01 step02 step03 step04 step05;
    select_drops_the_loser: step01 step02 step03 step04 step05;
    spawn_returns_before_the_first_poll: step04 step05 tokio smol;
    a_task_nobody_awaits_runs: step04 step05 tokio smol;
}

pub(crate) fn a_future_does_nothing_until_it_runs<L: BlockOn>() {
    let ran = Cell::new(false);
    let never = async { ran.set(true) };
    drop(never);
    assert!(!ran.get());
    let later = async { ran.set(true) };
    assert!(!ran.get());
    L::block_on(later);
    assert!(ran.get());
}

pub(crate) fn block_on_returns_the_output<L: BlockOn>() {
    assert_eq!(L::block_on(async { String::from("out") }), "out");
    let after_a_while = async {
        for _ in 0..10 {
            L::yield_now().await;
        }
        42
    };
    assert_eq!(L::block_on(after_a_while), 42);
}

pub(crate) fn the_main_future_may_borrow<L: BlockOn>() {
    let text = String::from("borrowed");
    let mut length = 0;
    let borrowed = L::block_on(async {
        L::yield_now().await;
        length = text.len();
        &text
    });
    assert_eq!(borrowed.len(), 8);
    assert_eq!(length, 8);
}

pub(crate) fn block_on_runs_again_and_again<L: BlockOn>() {
    for round in 0..100 {
        let output = L::block_on(async move {
            L::yield_now().await;
            round
        });
        assert_eq!(output, round);
    }
}

pub(crate) fn join_polls_the_first_future_first<L: Joins>() {
    let log = Log::new();
    let twice = async |name: &str| {
        log.add(name);
        L::yield_now().await;
        log.add(name);
    };
    let once = async {
        log.add("c");
        7
    };
    let output = L::block_on(L::join(L::join(twice("a"), twice("b")), once));
    assert_eq!(output, (((), ()), 7));
    assert_eq!(log.text(), "a b c a b");
}

pub(crate) fn select_prefers_the_first_future<L: Joins>() {
    let winner = L::block_on(L::select(async { "a" }, async { "b" }));
    assert_eq!(winner, Ok("a"));
    let slow = async {
        L::yield_now().await;
        "a"
    };
    assert_eq!(L::block_on(L::select(slow, async { "b" })), Err("b"));
}

pub(crate) fn select_drops_the_loser<L: Joins>() {
    let drops = Count::new();
    let counted = drops.on_drop();
    let loser = async move {
        let _counted = counted;
        std::future::pending::<()>().await;
    };
    L::block_on(async {
        let winner = async {
            L::yield_now().await;
            assert_eq!(drops.get(), 0);
        };
        assert_eq!(L::select(loser, winner).await, Err(()));
        assert_eq!(drops.get(), 1);
    });
}

pub(crate) fn spawn_returns_before_the_first_poll<L: Spawns>() {
    L::block_on(async {
        let ran = Rc::new(Cell::new(false));
        let seen = Rc::clone(&ran);
        let task = L::spawn(async move { seen.set(true) });
        assert!(!ran.get());
        assert_eq!(task.await, Ok(()));
        assert!(ran.get());
    });
}

pub(crate) fn a_task_nobody_awaits_runs<L: Spawns>() {
    L::block_on(async {
        let polls = Count::new();
        let counted = polls.clone();
        let _kept = L::spawn(async move { counted.add() });
        while polls.get() == 0 {
            L::yield_now().await;
        }
    });
}
