//! Timeouts and intervals, in virtual time.

use std::future::pending;
use std::time::Duration;

use tests::loops::Timed;
use tests::probes::Count;

use crate::timers::nothing_to_wait_for;

const SECOND: Duration = Duration::from_secs(1);

table! { timeouts:
    the_future_wins_over_its_timeout: step03 step04 step05 tokio;
    an_elapsed_timeout_drops_the_future: step03 step04 step05 tokio;
    a_timeout_that_is_not_needed_is_forgotten: step03 step04 step05 tokio;
    the_first_tick_comes_at_once: step03 step04 step05 tokio;
    ticks_keep_their_distance_from_the_first: step03 step04 step05 tokio;
    missed_ticks_come_without_a_wait: step03 step04 step05 tokio;
    a_dropped_tick_is_not_lost: step03 step04 step05 tokio;
    a_sleep_for_ever_does_not_panic: step03 step04 step05 tokio;
}

pub(crate) fn the_future_wins_over_its_timeout<L: Timed>() {
    L::block_on_virtual(async {
        assert_eq!(L::timeout(Duration::ZERO, async { 7 }).await, Ok(7));
        assert_eq!(L::timeout(SECOND, L::sleep(SECOND)).await, Ok(()));
        let start = L::now();
        assert_eq!(L::timeout(SECOND * 9, L::sleep(SECOND)).await, Ok(()));
        assert_eq!(L::now() - start, SECOND);
    });
}

pub(crate) fn an_elapsed_timeout_drops_the_future<L: Timed>() {
    L::block_on_virtual(async {
        let (start, drops) = (L::now(), Count::new());
        let counted = drops.on_drop();
        let future = async move {
            let _counted = counted;
            pending::<()>().await;
        };
        assert_eq!(L::timeout(SECOND, future).await, Err(()));
        assert_eq!((L::now() - start, drops.get()), (SECOND, 1));
        assert_eq!(L::timeout(Duration::ZERO, pending::<()>()).await, Err(()));
    });
}

pub(crate) fn a_timeout_that_is_not_needed_is_forgotten<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        for _ in 0..1_000 {
            let in_time = L::timeout(SECOND * 3600, L::yield_now()).await;
            assert_eq!(in_time, Ok(()));
        }
        nothing_to_wait_for().await;
        assert_eq!(L::now(), start);
    });
}

pub(crate) fn the_first_tick_comes_at_once<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        let mut interval = L::interval(SECOND);
        assert_eq!(L::tick(&mut interval).await, start);
        assert_eq!(L::now(), start);
    });
}

pub(crate) fn ticks_keep_their_distance_from_the_first<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        let mut interval = L::interval(SECOND);
        for tick in 0..10 {
            assert_eq!(L::tick(&mut interval).await, start + SECOND * tick);
            assert_eq!(L::now(), start + SECOND * tick);
            L::sleep(SECOND / 1_000 * (99 * tick)).await;
        }
    });
}

pub(crate) fn missed_ticks_come_without_a_wait<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        let mut interval = L::interval(SECOND);
        assert_eq!(L::tick(&mut interval).await, start);
        L::sleep(SECOND * 7 / 2).await;
        for tick in 1..=3 {
            assert_eq!(L::tick(&mut interval).await, start + SECOND * tick);
            assert_eq!(L::now(), start + SECOND * 7 / 2);
        }
        assert_eq!(L::tick(&mut interval).await, start + SECOND * 4);
        assert_eq!(L::now(), start + SECOND * 4);
    });
}

pub(crate) fn a_dropped_tick_is_not_lost<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        let mut interval = L::interval(SECOND);
        L::tick(&mut interval).await;
        let short = SECOND / 4;
        let dropped = L::timeout(short, L::tick(&mut interval)).await;
        assert_eq!(dropped, Err(()));
        assert_eq!(L::tick(&mut interval).await, start + SECOND);
        assert_eq!(L::now(), start + SECOND);
    });
}

pub(crate) fn a_sleep_for_ever_does_not_panic<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        assert_eq!(L::timeout(SECOND, L::sleep(Duration::MAX)).await, Err(()));
        assert_eq!(L::timeout(Duration::MAX, L::sleep(SECOND)).await, Ok(()));
        assert_eq!(L::now() - start, SECOND * 2);
        let mut interval = L::interval(Duration::MAX);
        L::tick(&mut interval).await;
        let never = L::timeout(SECOND, L::tick(&mut interval)).await;
        assert_eq!(never, Err(()));
    });
    // On a real clock, too.
    L::block_on(async {
        let moment = Duration::from_millis(1);
        assert_eq!(L::timeout(moment, L::sleep(Duration::MAX)).await, Err(()));
    });
}
