//! The futures that everybody uses run unchanged on every loop: nothing but the
//! contract of `Future` and `Waker` lies between them.

use std::pin::pin;
use std::time::Duration;

use futures::channel::{mpsc, oneshot};
use futures::future::{AbortHandle, Abortable, join_all, try_join_all};
use futures::stream::{self, FuturesUnordered};
use futures::{FutureExt, SinkExt, StreamExt, TryStreamExt, join, select};
use tests::loops::BlockOn;

table! { ecosystem:
    join_waits_for_all: step01 step02 step03 step04 step05 tokio smol;
    select_takes_the_first: step01 step02 step03 step04 step05 tokio smol;
    channels_carry_everything: step01 step02 step03 step04 step05 tokio smol;
    bounded_channels_push_back: step01 step02 step03 step04 step05 tokio smol;
    streams_are_combined: step01 step02 step03 step04 step05 tokio smol;
    shared_futures_wake_all: step01 step02 step03 step04 step05 tokio smol;
    abortable_futures_abort: step01 step02 step03 step04 step05 tokio smol;
    async_locks_take_turns: step01 step02 step03 step04 step05 tokio smol;
    // These poll nothing that wasn't woken, and step 1's `yield_now` wakes nobody.
    unordered_futures_come_as_they_end: step02 step03 step04 step05 tokio smol;
    buffered_streams_keep_their_order: step02 step03 step04 step05 tokio smol;
    hundreds_of_joined_futures_all_end: step02 step03 step04 step05 tokio smol;
}

/// Yields so many times, and returns that.
async fn after<L: BlockOn>(yields: usize) -> usize {
    for _ in 0..yields {
        L::yield_now().await;
    }
    yields
}

pub(crate) fn join_waits_for_all<L: BlockOn>() {
    L::block_on(async {
        let three = join!(after::<L>(5), after::<L>(0), after::<L>(2));
        assert_eq!(three, (5, 0, 2));
        let all = join_all((0..20).map(after::<L>)).await;
        assert_eq!(all, (0..20).collect::<Vec<_>>());
        let tried = (0..3).map(|it| after::<L>(it).map(Ok::<_, ()>));
        assert_eq!(try_join_all(tried).await, Ok(vec![0, 1, 2]));
    });
}

pub(crate) fn select_takes_the_first<L: BlockOn>() {
    L::block_on(async {
        let (mut slow, mut fast) =
            (pin!(after::<L>(9).fuse()), pin!(after::<L>(3).fuse()));
        let mut order = Vec::new();
        loop {
            select! {
                yields = slow => order.push(yields),
                yields = fast => order.push(yields),
                complete => break,
            }
        }
        assert_eq!(order, [3, 9]);
        let sleep = L::sleep(Duration::from_millis(1));
        select! {
            () = pin!(sleep.fuse()) => {}
            never = pin!(std::future::pending::<()>().fuse()) => never,
        }
    });
}

pub(crate) fn channels_carry_everything<L: BlockOn>() {
    L::block_on(async {
        let (sender, receiver) = mpsc::unbounded();
        let senders = (0..10).map(|number| {
            let sender = sender.clone();
            async move {
                for _ in 0..10 {
                    sender.unbounded_send(number).expect("the receiver is there");
                    L::yield_now().await;
                }
            }
        });
        let all = join_all(senders);
        drop(sender);
        let (_, sum) = join!(all, receiver.fold(0, async |sum, it| sum + it));
        assert_eq!(sum, 450);
    });
}

pub(crate) fn bounded_channels_push_back<L: BlockOn>() {
    L::block_on(async {
        let (mut sender, mut receiver) = mpsc::channel(1);
        let sends = async move {
            for number in 0..100 {
                sender.send(number).await.expect("the receiver is there");
            }
        };
        let receives = async {
            for number in 0..100 {
                assert_eq!(receiver.next().await, Some(number));
            }
            assert_eq!(receiver.next().await, None);
        };
        join!(sends, receives);
    });
}

pub(crate) fn unordered_futures_come_as_they_end<L: BlockOn>() {
    L::block_on(async {
        let mut futures: FuturesUnordered<_> =
            [40, 10, 30, 0, 20].into_iter().map(after::<L>).collect();
        for yields in [0, 10, 20, 30, 40] {
            assert_eq!(futures.next().await, Some(yields));
        }
        assert_eq!(futures.next().await, None);
        let many: FuturesUnordered<_> =
            (0..1_000).map(|n| after::<L>(n % 7)).collect();
        assert_eq!(many.count().await, 1_000);
    });
}

pub(crate) fn streams_are_combined<L: BlockOn>() {
    L::block_on(async {
        let numbers = stream::iter(0..20).then(after::<L>);
        let halves = numbers.filter_map(async |number| {
            L::yield_now().await;
            (number % 2 == 0).then_some(number / 2)
        });
        let tens = stream::unfold(10, async |number| {
            L::yield_now().await;
            (number < 13).then_some((number, number + 1))
        });
        let all: Vec<_> = halves.chain(tens).collect().await;
        assert_eq!(all, (0..13).collect::<Vec<_>>());
        let merged = stream::select(stream::iter([1; 5]), stream::iter([2; 5]));
        assert_eq!(merged.fold(0, async |sum, it| sum + it).await, 15);
    });
}

pub(crate) fn buffered_streams_keep_their_order<L: BlockOn>() {
    L::block_on(async {
        let yields = [5, 0, 3, 9, 1];
        let futures = stream::iter(yields.map(after::<L>));
        let all: Vec<_> = futures.buffered(3).collect().await;
        assert_eq!(all, yields);
        let results = stream::iter(yields.map(Ok::<_, ()>));
        let each = results.try_for_each_concurrent(2, async |it| {
            after::<L>(it).await;
            Ok(())
        });
        assert_eq!(each.await, Ok(()));
    });
}

pub(crate) fn shared_futures_wake_all<L: BlockOn>() {
    L::block_on(async {
        let (sender, receiver) = oneshot::channel();
        let shared = receiver.shared();
        let all = join_all((0..10).map(|_| shared.clone()));
        let sends = async {
            after::<L>(3).await;
            sender.send(7).expect("the receivers are there");
        };
        let (all, ()) = join!(all, sends);
        assert_eq!(all, [Ok(7); 10]);
    });
}

pub(crate) fn abortable_futures_abort<L: BlockOn>() {
    L::block_on(async {
        let (handle, registration) = AbortHandle::new_pair();
        let never = Abortable::new(std::future::pending::<()>(), registration);
        let aborts = async {
            after::<L>(3).await;
            handle.abort();
        };
        let (aborted, ()) = join!(never, aborts);
        assert!(aborted.is_err());
    });
}

pub(crate) fn async_locks_take_turns<L: BlockOn>() {
    L::block_on(async {
        let lock = futures::lock::Mutex::new(0);
        let adds = (0..20).map(async |_| {
            let mut number = lock.lock().await;
            let before = *number;
            L::yield_now().await;
            *number = before + 1;
        });
        join_all(adds).await;
        assert_eq!(*lock.lock().await, 20);
    });
}

/// From 31 futures on, `join_all` polls only those that were woken.
pub(crate) fn hundreds_of_joined_futures_all_end<L: BlockOn>() {
    L::block_on(async {
        let all = join_all((0..300).map(|it| after::<L>(it % 11))).await;
        assert_eq!(all, (0..300).map(|it| it % 11).collect::<Vec<_>>());
    });
}
