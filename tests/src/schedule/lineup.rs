//! The loops that can run a program.

use std::time::{Duration, Instant};

use tokio::runtime::{Builder, LocalOptions};
use tokio::task::{spawn_local, unconstrained};

use crate::loops::{BlockOn, Spawns, Task, Timed};
use crate::ours::{Step01, Step02, Step03, Step04, Step05};
use crate::peers::{Tokio, TokioHandle};

/// What a program asks of a loop.
pub trait Loop: 'static {
    /// The loop has tasks: it can spawn, and join, and cancel.
    const HAS_TASKS: bool = true;

    /// The handle of a task.
    type Handle: Task<String> + 'static;

    /// Runs the main future to its end, if possible in virtual time.
    fn run(main: impl Future<Output = ()> + 'static);

    /// The time by the running loop's clock.
    fn now() -> Instant;

    /// Waits for so long.
    fn sleep(duration: Duration) -> impl Future<Output = ()>;

    /// Gives control back once.
    fn yield_now() -> impl Future<Output = ()>;

    /// Makes the future a task.
    fn spawn(future: impl Future<Output = String> + 'static) -> Self::Handle;

    /// The future's output, or `Err` after this long.
    fn timeout<F: Future>(
        limit: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, ()>>;
}

macro_rules! with_tasks {
    ($($step:ty),+) => {$(
        impl Loop for $step {
            type Handle = <Self as Spawns>::Handle<String>;

            fn run(main: impl Future<Output = ()> + 'static) {
                Self::block_on_virtual(main);
            }

            fn now() -> Instant {
                <Self as Timed>::now()
            }

            fn sleep(duration: Duration) -> impl Future<Output = ()> {
                <Self as BlockOn>::sleep(duration)
            }

            fn yield_now() -> impl Future<Output = ()> {
                <Self as BlockOn>::yield_now()
            }

            fn spawn(
                future: impl Future<Output = String> + 'static,
            ) -> Self::Handle {
                <Self as Spawns>::spawn(future)
            }

            fn timeout<F: Future>(
                limit: Duration,
                future: F,
            ) -> impl Future<Output = Result<F::Output, ()>> {
                <Self as Timed>::timeout(limit, future)
            }
        }
    )+};
}

with_tasks!(Step04, Step05<1>, Step05<2>);

/// Step 3 has virtual time, steps 1 and 2 have the real one. None has tasks, so a
/// program with them is refused before it runs.
macro_rules! without_tasks {
    ($($step:ty: $run:ident, $now:expr);+) => {$(
        impl Loop for $step {
            const HAS_TASKS: bool = false;

            // That of another step, and never made.
            type Handle = <Step04 as Spawns>::Handle<String>;

            fn run(main: impl Future<Output = ()> + 'static) {
                Self::$run(main);
            }

            fn now() -> Instant {
                $now()
            }

            fn sleep(duration: Duration) -> impl Future<Output = ()> {
                <Self as BlockOn>::sleep(duration)
            }

            fn yield_now() -> impl Future<Output = ()> {
                <Self as BlockOn>::yield_now()
            }

            fn spawn(_: impl Future<Output = String> + 'static) -> Self::Handle {
                unreachable!("a program that spawns is refused")
            }

            async fn timeout<F: Future>(_: Duration, _: F) -> Result<F::Output, ()> {
                unreachable!("a program that waits for a task is refused")
            }
        }
    )+};
}

without_tasks!(
    Step01: block_on, Instant::now;
    Step02: block_on, Instant::now;
    Step03: block_on_virtual, <Step03 as Timed>::now
);

/// tokio, but for three things in which it rightly differs from asyncio:
///
/// - Its main future isn't in the run queue: it is polled whenever it was woken,
///   before the tasks. Here the program's `main` is a task like any other.
/// - Its `yield_now` lets go first not only what is ready, but also what that makes
///   ready. Here it is the course's, which goes to the end of the queue.
/// - Its tasks have a budget, and after 128 operations without a pause take one.
///   Here none has.
#[derive(Debug)]
pub struct QueuedTokio;

impl Loop for QueuedTokio {
    type Handle = TokioHandle<String>;

    fn run(main: impl Future<Output = ()> + 'static) {
        Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build_local(LocalOptions::default())
            .expect("a runtime without I/O asks nothing of the system")
            .block_on(async { spawn_local(unconstrained(main)).await })
            .expect("the main future catches what its program does");
    }

    fn now() -> Instant {
        <Tokio as Timed>::now()
    }

    fn sleep(duration: Duration) -> impl Future<Output = ()> {
        <Tokio as BlockOn>::sleep(duration)
    }

    fn yield_now() -> impl Future<Output = ()> {
        step02_waker::yield_now()
    }

    fn spawn(future: impl Future<Output = String> + 'static) -> Self::Handle {
        <Tokio as Spawns>::spawn(unconstrained(future))
    }

    fn timeout<F: Future>(
        limit: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, ()>> {
        <Tokio as Timed>::timeout(limit, future)
    }
}
