//! The channel for one value, which step 2 introduces and all later steps keep, on
//! each of their loops.

use std::thread;

use step02_waker::oneshot::{Canceled, channel};
use tests::loops::Wakes;
use tests::on_purpose::{catch, message, panic_with};
use tests::probes::{Count, poll_with, waker_fn};

// It is our own part; tokio's and smol's are not the loops' business.
table! { oneshot:
    a_value_sent_before_it_is_awaited_is_there: step02 step03 step04 step05;
    a_value_sent_while_it_is_awaited_arrives: step02 step03 step04 step05;
    a_value_sent_from_another_thread_arrives: step02 step03 step04 step05;
    a_dropped_sender_ends_the_wait: step02 step03 step04 step05;
    a_value_for_nobody_comes_back: step02 step03 step04 step05;
    a_value_nobody_took_is_dropped_once: step02 step03 step04 step05;
    a_receiver_wakes_the_latest_waker_once: step02 step03 step04 step05;
    a_dropped_receiver_is_not_woken: step02 step03 step04 step05;
    a_panicking_waker_costs_no_value: step02 step03 step04 step05;
}

pub(crate) fn a_value_sent_before_it_is_awaited_is_there<L: Wakes>() {
    let (sender, receiver) = channel();
    assert!(!receiver.is_ready());
    assert_eq!(sender.send(7), Ok(()));
    assert!(receiver.is_ready());
    assert_eq!(L::run(receiver), Ok(7));
}

pub(crate) fn a_value_sent_while_it_is_awaited_arrives<L: Wakes>() {
    let (sender, receiver) = channel();
    let sends = async {
        L::yield_now().await;
        L::yield_now().await;
        sender.send(7)
    };
    let both = L::run(async { futures::join!(receiver, sends) });
    assert_eq!(both, (Ok(7), Ok(())));
}

pub(crate) fn a_value_sent_from_another_thread_arrives<L: Wakes>() {
    for round in 0..200 {
        let (sender, receiver) = channel();
        let other = thread::spawn(move || sender.send(round));
        assert_eq!(L::run(receiver), Ok(round));
        assert_eq!(other.join().expect("it doesn't panic"), Ok(()));
    }
}

pub(crate) fn a_dropped_sender_ends_the_wait<L: Wakes>() {
    let (sender, receiver) = channel::<u8>();
    drop(sender);
    assert!(receiver.is_ready());
    assert_eq!(L::run(receiver), Err(Canceled));
    let (sender, receiver) = channel::<u8>();
    let drops = async {
        L::yield_now().await;
        drop(sender);
    };
    let both = L::run(async { futures::join!(receiver, drops) });
    assert_eq!(both, (Err(Canceled), ()));
    let (sender, receiver) = channel::<u8>();
    let other = thread::spawn(move || drop(sender));
    assert_eq!(L::run(receiver), Err(Canceled));
    other.join().expect("it doesn't panic");
}

pub(crate) fn a_value_for_nobody_comes_back<L: Wakes>() {
    L::run(async {
        let (sender, receiver) = channel();
        drop(receiver);
        assert_eq!(sender.send(7), Err(7));
    });
}

pub(crate) fn a_value_nobody_took_is_dropped_once<L: Wakes>() {
    L::run(async {
        let drops = Count::new();
        let (sender, receiver) = channel();
        assert!(sender.send(drops.on_drop()).is_ok());
        assert_eq!(drops.get(), 0);
        drop(receiver);
        assert_eq!(drops.get(), 1);
        let (sender, receiver) = channel();
        assert!(sender.send(drops.on_drop()).is_ok());
        drop(receiver.await);
        assert_eq!(drops.get(), 2);
    });
}

pub(crate) fn a_receiver_wakes_the_latest_waker_once<L: Wakes>() {
    L::run(async {
        let (first, latest) = (Count::new(), Count::new());
        let (sender, mut receiver) = channel();
        for waker in [first.waker(), first.waker(), latest.waker()] {
            assert!(poll_with(&waker, &mut receiver).is_pending());
        }
        assert_eq!(sender.send(7), Ok(()));
        assert_eq!((first.get(), latest.get()), (0, 1));
        assert_eq!(receiver.await, Ok(7));
    });
}

pub(crate) fn a_dropped_receiver_is_not_woken<L: Wakes>() {
    L::run(async {
        let wakes = Count::new();
        let (sender, mut receiver) = channel();
        assert!(poll_with(&wakes.waker(), &mut receiver).is_pending());
        drop(receiver);
        assert_eq!(sender.send(7), Err(7));
        assert_eq!(wakes.get(), 0);
    });
}

pub(crate) fn a_panicking_waker_costs_no_value<L: Wakes>() {
    L::run(async {
        let (sender, mut receiver) = channel();
        let panics = waker_fn(|| panic_with("waker"));
        assert!(poll_with(&panics, &mut receiver).is_pending());
        assert_eq!(catch(|| sender.send(7)), Err(message("waker")));
        assert_eq!(receiver.await, Ok(7));
    });
}
