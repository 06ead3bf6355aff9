//! Timers fire in order, never early, and only if somebody still waits.

use std::time::{Duration, Instant};

use tests::loops::{BlockOn, Spawns, Timed, Wakes};
use tests::probes::{Count, Log, poll_with};

table! { timers:
    a_sleep_is_never_early: step01 step02 step03 step04 step05 tokio smol;
    a_sleep_that_is_looked_at_all_the_time_is_never_early:
        step01 step02 step03 step04 step05 tokio smol;
    a_dropped_sleep_wakes_nobody: step02 step03 step04 step05 tokio smol;
    // The rest is told in virtual time, which smol, step 1 and step 2 don't have.
    virtual_time_jumps_to_the_deadline: step03 step04 step05 tokio;
    virtual_time_stands_still_while_anything_is_ready: step04 step05 tokio;
    timers_fire_in_the_order_of_their_deadlines: step03 step04 step05 tokio;
    // tokio's timer wheel promises no order among equals.
    equal_deadlines_fire_in_the_order_of_setting: step03 step04 step05;
    // tokio counts in milliseconds.
    a_nanosecond_is_kept: step03 step04 step05;
    deadlines_close_together_are_kept_apart: step03 step04 step05;
    any_mix_of_deadlines_fires_in_order: step03 step04 step05;
    a_sleep_until_the_past_is_over_soon: step03 step04 step05 tokio;
    a_dropped_sleep_is_forgotten: step03 step04 step05 tokio;
    // tokio counts from the call.
    a_sleep_counts_from_its_first_poll: step03 step04 step05;
}

const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn a_sleep_is_never_early<L: BlockOn>() {
    for micros in [0, 1, 999, 1_000, 1_001, 4_321] {
        let duration = Duration::from_micros(micros);
        let start = Instant::now();
        L::block_on(L::sleep(duration));
        let took = start.elapsed();
        assert!(took >= duration, "{took:?} is less than {duration:?}");
    }
}

/// A loop that is awake has many an occasion to fire a timer early.
pub(crate) fn a_sleep_that_is_looked_at_all_the_time_is_never_early<L: BlockOn>() {
    let duration = Duration::from_millis(3);
    L::block_on(async {
        let (start, mut sleep) = (Instant::now(), Box::pin(L::sleep(duration)));
        std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            sleep.as_mut().poll(cx)
        })
        .await;
        let took = start.elapsed();
        assert!(took >= duration, "{took:?} is less than {duration:?}");
    });
}

pub(crate) fn a_dropped_sleep_wakes_nobody<L: Wakes>() {
    let wakes = Count::new();
    let waker = wakes.waker();
    L::run(async move {
        let mut sleep = Box::pin(L::sleep(Duration::from_millis(5)));
        assert!(poll_with(&waker, &mut sleep).is_pending());
        drop(sleep);
        L::sleep(Duration::from_millis(20)).await;
    });
    assert_eq!(wakes.get(), 0);
}

pub(crate) fn virtual_time_jumps_to_the_deadline<L: Timed>() {
    let start = Instant::now();
    L::block_on_virtual(async {
        let start = L::now();
        L::sleep(SECOND * 3600).await;
        assert_eq!(L::now() - start, SECOND * 3600);
        L::sleep_until(start + SECOND * 7200).await;
        assert_eq!(L::now() - start, SECOND * 7200);
    });
    assert!(start.elapsed() < SECOND * 3600);
}

pub(crate) fn virtual_time_stands_still_while_anything_is_ready<
    L: Timed + Spawns,
>() {
    L::block_on_virtual(async {
        let start = L::now();
        let sleeper = L::spawn(L::sleep(SECOND));
        for _ in 0..1_000 {
            L::yield_now().await;
            assert_eq!(L::now(), start);
        }
        assert_eq!(sleeper.await, Ok(()));
        assert_eq!(L::now(), start + SECOND);
    });
}

/// Runs sleeps side by side in one future, and logs which ends when.
async fn race<L: Timed>(seconds: &[u32]) -> String {
    let (start, log) = (L::now(), Log::new());
    let sleeps = seconds.iter().map(async |seconds| {
        L::sleep(SECOND * *seconds).await;
        assert_eq!(L::now() - start, SECOND * *seconds);
        log.add(seconds.to_string());
    });
    futures::future::join_all(sleeps).await;
    log.text()
}

pub(crate) fn timers_fire_in_the_order_of_their_deadlines<L: Timed>() {
    L::block_on_virtual(async {
        let order = race::<L>(&[5, 1, 400, 2, 90_000, 3, 70]).await;
        assert_eq!(order, "1 2 3 5 70 400 90000");
    });
}

/// Sleeps with these lengths, and logs `who` is woken in which order, by wakers
/// that only take notes.
fn wake_order<L: Timed>(nanos: &[u64]) -> Vec<usize> {
    let woken = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    L::block_on_virtual(async {
        let mut sleeps = Vec::new();
        for (who, nanos) in nanos.iter().enumerate() {
            let woken = std::sync::Arc::clone(&woken);
            let waker = tests::probes::waker_fn(move || {
                woken.lock().expect("nobody panics here").push(who);
            });
            let mut sleep = Box::pin(L::sleep(Duration::from_nanos(*nanos)));
            assert!(poll_with(&waker, &mut sleep).is_pending());
            sleeps.push(sleep);
        }
        L::sleep(SECOND * 1_000_000).await;
    });
    let woken = woken.lock().expect("nobody panics here");
    woken.clone()
}

pub(crate) fn equal_deadlines_fire_in_the_order_of_setting<L: Timed>() {
    let nanos: Vec<u64> = (0..1_000).map(|n| 1_000 * (1 + n % 3)).collect();
    let mut expected: Vec<usize> = (0..1_000).collect();
    expected.sort_by_key(|who| nanos[*who]);
    assert_eq!(wake_order::<L>(&nanos), expected);
}

pub(crate) fn a_nanosecond_is_kept<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        for nanos in [1, 2, 999, 1_000_001, 123_456_789] {
            let before = L::now();
            L::sleep(Duration::from_nanos(nanos)).await;
            assert_eq!(L::now() - before, Duration::from_nanos(nanos));
        }
        assert_eq!(L::now() - start, Duration::from_nanos(124_457_792));
    });
}

pub(crate) fn deadlines_close_together_are_kept_apart<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        let sleeps = (1..=1_000).map(async |micros| {
            let duration = Duration::from_micros(micros);
            L::sleep(duration).await;
            assert_eq!(L::now() - start, duration);
        });
        futures::future::join_all(sleeps).await;
    });
}

pub(crate) fn any_mix_of_deadlines_fires_in_order<L: Timed>() {
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let nanos: Vec<u64> = (0..3_000)
        .map(|_| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // Few bits, so that there are equals; up to half an hour.
            1 + ((random % 64) << ((random >> 32) % 35))
        })
        .collect();
    let mut expected: Vec<usize> = (0..nanos.len()).collect();
    expected.sort_by_key(|who| nanos[*who]);
    assert_eq!(wake_order::<L>(&nanos), expected);
}

pub(crate) fn a_sleep_until_the_past_is_over_soon<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        L::sleep(SECOND).await;
        L::sleep_until(start).await;
        assert_eq!(L::now(), start + SECOND);
    });
}

pub(crate) fn a_dropped_sleep_is_forgotten<L: Timed>() {
    L::block_on_virtual(async {
        let start = L::now();
        let waker = Count::new().waker();
        for _ in 0..1_000 {
            let mut long = Box::pin(L::sleep(SECOND * 2));
            let mut short = Box::pin(L::sleep(SECOND));
            assert!(poll_with(&waker, &mut long).is_pending());
            assert!(poll_with(&waker, &mut short).is_pending());
        }
        nothing_to_wait_for().await;
        assert_eq!(L::now(), start);
    });
}

/// Waits for another thread: a loop that still has a deadline jumps to it meanwhile.
pub(crate) async fn nothing_to_wait_for() {
    let (sender, receiver) = futures::channel::oneshot::channel();
    let other = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(10));
        sender.send(()).expect("the loop waits for it");
    });
    receiver.await.expect("the thread sends it");
    other.join().expect("it doesn't panic");
}

pub(crate) fn a_sleep_counts_from_its_first_poll<L: Timed>() {
    L::block_on_virtual(async {
        let late = L::sleep(SECOND);
        L::sleep(SECOND * 5).await;
        let start = L::now();
        late.await;
        assert_eq!(L::now() - start, SECOND);
    });
}
