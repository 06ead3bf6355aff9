//! A waker may be called too often, too late, or when another has taken its place.

use std::future::poll_fn;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use tests::loops::{BlockOn, Spawns, Task, Timed, Wakes};
use tests::probes::{Count, Switch, pestered, poll_with};

table! { wakers:
    spurious_polls_are_survived: step01 step02 step03 step04 step05 tokio smol;
    // Told in virtual time, which smol doesn't have.
    spurious_polls_end_no_sleep_early: step03 step04 step05 tokio;
    spurious_polls_end_no_join_early: step04 step05 tokio smol;
    the_latest_waker_wins: step04 step05 tokio smol;
    a_join_handle_wakes_the_latest_waker: step04 step05 tokio smol;
    // In virtual time again.
    a_sleep_wakes_the_latest_waker: step03 step04 step05 tokio;
    wakes_after_the_end_are_ignored: step02 step03 step04 step05 tokio smol;
    wakes_after_the_end_reach_no_later_task: step04 step05 tokio smol;
}

pub(crate) fn spurious_polls_are_survived<L: BlockOn>() {
    let moment = Duration::from_millis(2);
    L::block_on(pestered(async {
        let start = std::time::Instant::now();
        L::yield_now().await;
        pestered(L::sleep(moment)).await;
        assert!(start.elapsed() >= moment);
    }));
}

pub(crate) fn spurious_polls_end_no_sleep_early<L: Timed>() {
    L::block_on_virtual(async {
        let (start, second) = (L::now(), Duration::from_secs(1));
        pestered(L::sleep(second)).await;
        assert_eq!(L::now() - start, second);
        let limited = L::timeout(second, std::future::pending::<()>());
        assert_eq!(pestered(limited).await, Err(()));
        assert_eq!(L::now() - start, second * 2);
        let mut interval = L::interval(second);
        for tick in 2..5 {
            let due = pestered(L::tick(&mut interval)).await;
            assert_eq!(due - start, second * tick);
            assert_eq!(L::now() - start, second * tick);
        }
    });
}

pub(crate) fn spurious_polls_end_no_join_early<L: Spawns>() {
    L::block_on(async {
        let switch = Switch::new();
        let task = L::spawn(pestered(switch.wait()));
        let joiner = L::spawn(pestered(task));
        for _ in 0..50 {
            switch.wake();
            L::yield_now().await;
        }
        assert!(!joiner.is_finished());
        switch.turn_on();
        assert_eq!(joiner.await, Ok(Ok(())));
    });
}

/// A future is polled in one task, then in another: only the second one is woken.
pub(crate) fn the_latest_waker_wins<L: Spawns>() {
    L::block_on(async {
        let (sender, mut receiver) = futures::channel::oneshot::channel();
        let polls = Count::new();
        let counted = polls.clone();
        let first = L::spawn(poll_fn(move |cx| {
            counted.add();
            let pending = poll_with(cx.waker(), &mut receiver).is_pending();
            assert_eq!(pending, counted.get() == 1);
            if pending { Poll::Pending } else { Poll::Ready(()) }
        }));
        while polls.get() == 0 {
            L::yield_now().await;
        }
        let second = L::spawn(first);
        for _ in 0..5 {
            L::yield_now().await;
        }
        assert_eq!(polls.get(), 1);
        sender.send(()).expect("the receiver is there");
        assert_eq!(second.await, Ok(Ok(())));
        assert_eq!(polls.get(), 2);
    });
}

pub(crate) fn a_join_handle_wakes_the_latest_waker<L: Spawns>() {
    L::block_on(async {
        let switch = Switch::new();
        let mut task = L::spawn(switch.wait());
        let (first, latest) = (Count::new(), Count::new());
        for waker in [first.waker(), first.waker(), latest.waker()] {
            assert!(poll_with(&waker, &mut task).is_pending());
            L::yield_now().await;
        }
        switch.turn_on();
        while !task.is_finished() {
            L::yield_now().await;
        }
        L::yield_now().await;
        assert_eq!((first.get(), latest.get()), (0, 1));
        assert_eq!(task.await, Ok(()));
    });
}

pub(crate) fn a_sleep_wakes_the_latest_waker<L: Timed>() {
    L::block_on_virtual(async {
        let mut sleep = Box::pin(L::sleep(Duration::from_secs(1)));
        let (first, latest) = (Count::new(), Count::new());
        for waker in [first.waker(), first.waker(), latest.waker()] {
            assert!(poll_with(&waker, &mut sleep).is_pending());
        }
        L::sleep(Duration::from_secs(2)).await;
        assert_eq!((first.get(), latest.get()), (0, 1));
    });
}

pub(crate) fn wakes_after_the_end_are_ignored<L: Wakes>() {
    let switch = Switch::new();
    let kept = switch.clone();
    L::run(async move {
        let mut wait = Box::pin(switch.wait());
        poll_fn(|cx| {
            assert!(poll_with(cx.waker(), &mut wait).is_pending());
            Poll::Ready(())
        })
        .await;
    });
    let polls = kept.polls();
    let waker = kept.waker().expect("it was polled");
    // The loop is over, and the waker outlives it, here and elsewhere.
    waker.wake_by_ref();
    let other = thread::spawn(move || waker.wake());
    other.join().expect("a wake doesn't panic");
    L::run(async move {
        kept.wake();
        L::yield_now().await;
        assert_eq!(kept.polls(), polls);
    });
}

/// The place of a task that is over goes to the next one, but not its wakes.
pub(crate) fn wakes_after_the_end_reach_no_later_task<L: Spawns>() {
    L::block_on(async {
        let mut wakers = Vec::new();
        for _ in 0..10 {
            let ended = Switch::new();
            let task = L::spawn(ended.wait());
            while ended.polls() == 0 {
                L::yield_now().await;
            }
            wakers.push(ended.waker().expect("it was polled"));
            ended.turn_on();
            assert_eq!(task.await, Ok(()));
        }
        let switch = Switch::new();
        let task = L::spawn(switch.wait());
        while switch.polls() == 0 {
            L::yield_now().await;
        }
        wakers.iter().for_each(std::task::Waker::wake_by_ref);
        let other = thread::spawn(|| wakers.into_iter().for_each(|it| it.wake()));
        other.join().expect("a wake doesn't panic");
        for _ in 0..5 {
            L::yield_now().await;
        }
        assert_eq!(switch.polls(), 1);
        switch.turn_on();
        assert_eq!(task.await, Ok(()));
    });
}
