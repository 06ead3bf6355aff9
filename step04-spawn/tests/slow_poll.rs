//! Who is named when a poll takes too long.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use step04_spawn::{
    Clock, block_on_with, block_thread, on_slow_poll, spawn, yield_now,
};

const LIMIT: Duration = Duration::from_millis(100);

#[test]
fn only_polls_of_the_limit_or_longer_are_reported_by_where_they_were_spawned() {
    let reports = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&reports);
    block_on_with(Clock::new_virtual(), async move {
        on_slow_poll(LIMIT, move |slow| {
            seen.borrow_mut().push((slow.spawned_at.line(), slow.took));
        });
        let _short = spawn(async { block_thread(LIMIT - Duration::from_nanos(1)) });
        let _long = spawn(async { block_thread(LIMIT) });
        yield_now().await;
    });
    assert_eq!(*reports.borrow(), [(line!() - 3, LIMIT)]);
}

#[test]
fn a_panic_of_the_report_ends_there() {
    let output = block_on_with(Clock::new_virtual(), async {
        on_slow_poll(LIMIT, |_slow| panic!("on purpose"));
        let culprit = spawn(async { block_thread(LIMIT) });
        let victim = spawn(async { 7 });
        (culprit.await.is_ok(), victim.await.ok())
    });
    assert_eq!(output, (true, Some(7)));
}

/// Panics when it is dropped.
struct Explosive;

impl Drop for Explosive {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

#[test]
fn a_panic_of_a_replaced_report_ends_there() {
    let output = block_on_with(Clock::new_virtual(), async {
        let explosive = Explosive;
        on_slow_poll(LIMIT, move |_slow| {
            let _ = &explosive;
        });
        // While its poll is watched, this replaces the report, which is dropped after it.
        spawn(async { on_slow_poll(LIMIT, |_slow| {}) }).await.is_ok()
    });
    assert!(output);
}
