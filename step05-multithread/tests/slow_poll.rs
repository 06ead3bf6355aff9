//! What is left when the watch of a poll goes wrong.

use std::cell::Cell;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use step03_timers::Timers;
use step05_multithread::{Clock, Runtime, on_slow_poll, spawn, yield_now};

thread_local! {
    static DROPS: Cell<u32> = const { Cell::new(0) };
}

/// Is ready at once, and takes the clock away.
#[derive(Default)]
struct Last {
    _room_for_the_output: [u64; 8],
}

impl Future for Last {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        drop(Timers::enter(Clock::real()));
        Poll::Ready(())
    }
}

impl Drop for Last {
    fn drop(&mut self) {
        DROPS.set(DROPS.get() + 1);
    }
}

#[test]
fn a_future_is_dropped_once_if_the_watch_of_its_last_poll_panics() {
    let run = AssertUnwindSafe(|| {
        Runtime::new(1).block_on(async {
            on_slow_poll(Duration::from_secs(60), |_slow| {});
            yield_now().await;
            let _task = spawn(Last::default()); // the watch asks for the time after it
            pending::<()>().await;
        });
    });
    assert!(catch_unwind(run).is_err());
    assert_eq!(DROPS.get(), 1);
}
