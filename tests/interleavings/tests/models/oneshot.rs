//! Step 2's `oneshot`.

use std::pin::Pin;
use std::task::{Context, Poll};

use interleavings::{Precious, explore, thread};

use super::steps::step02_waker::{Parker, block_on, oneshot};

pub(crate) fn a_value_arrives_whenever_it_is_sent() {
    explore(|| {
        let (sender, receiver) = oneshot::channel();
        let thread = thread::spawn(move || sender.send(7));
        assert_eq!(block_on(receiver), Ok(7));
        assert_eq!(thread.join().expect("it doesn't panic"), Ok(()));
    });
}

pub(crate) fn a_dropped_sender_is_heard_of() {
    explore(|| {
        let (sender, receiver) = oneshot::channel::<u8>();
        let thread = thread::spawn(move || drop(sender));
        assert_eq!(block_on(receiver), Err(oneshot::Canceled));
        thread.join().expect("it doesn't panic");
    });
}

/// With a receiver that was polled, and with one that wasn't.
pub(crate) fn a_value_for_a_dropped_receiver_comes_back_or_is_dropped() {
    for polled in [false, true] {
        explore(move || {
            let (sender, mut receiver) = oneshot::channel();
            let (value, watch) = Precious::new();
            let parker = Parker::new();
            if polled {
                assert!(
                    poll(&mut receiver, &parker).is_pending(),
                    "nothing was sent"
                );
            }
            let watch_there = watch.clone();
            let thread = thread::spawn(move || match sender.send(value) {
                Ok(()) => {}
                Err(value) => {
                    assert_eq!(watch_there.drops(), 0, "dropped, and came back");
                    drop(value);
                }
            });
            drop(receiver);
            thread.join().expect("it doesn't panic");
            assert_eq!(watch.drops(), 1, "a value is dropped once");
        });
    }
}

/// The value is given to the receiver or dropped with it, also if it is sent between
/// the receiver's only poll and its end.
pub(crate) fn a_value_is_given_out_or_dropped_with_the_receiver() {
    explore(|| {
        let (sender, mut receiver) = oneshot::channel();
        let (value, watch) = Precious::new();
        let thread = thread::spawn(move || drop(sender.send(value)));
        let value = poll(&mut receiver, &Parker::new());
        if value.is_ready() {
            assert_eq!(watch.drops(), 0, "dropped, and given out");
        }
        drop((value, receiver));
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "a value is dropped once");
    });
}

pub(crate) fn the_waker_of_the_latest_poll_is_woken() {
    explore(|| {
        let (sender, mut receiver) = oneshot::channel();
        let thread = thread::spawn(move || sender.send(7));
        let (first, latest) = (Parker::new(), Parker::new());
        if poll(&mut receiver, &first).is_pending()
            && poll(&mut receiver, &latest).is_pending()
        {
            latest.park();
            assert_eq!(poll(&mut receiver, &latest), Poll::Ready(Ok(7)));
        }
        assert_eq!(thread.join().expect("it doesn't panic"), Ok(()));
    });
}

fn poll<T>(
    receiver: &mut oneshot::Receiver<T>,
    parker: &Parker,
) -> Poll<Result<T, oneshot::Canceled>> {
    let waker = parker.waker();
    Pin::new(receiver).poll(&mut Context::from_waker(&waker))
}
