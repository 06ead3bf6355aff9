//! The five steps, as the contracts see them.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use step04_spawn::JoinError;
use step05_multithread::Runtime;

use crate::loops::{
    BlockOn, Failure, Groups, Joins, LocalFuture, Sends, SideBySide, Spawns, Task,
    Timed, Wakes,
};

/// The loop of step 1.
#[derive(Debug)]
pub struct Step01;

/// The loop of step 2.
#[derive(Debug)]
pub struct Step02;

/// The loop of step 3.
#[derive(Debug)]
pub struct Step03;

/// The loop of step 4.
#[derive(Debug)]
pub struct Step04;

/// A runtime of step 5 with `LOOPS` loops, seen from loop 0.
#[derive(Debug)]
pub struct Step05<const LOOPS: usize>;

/// What every step has under the same names.
macro_rules! joins {
    ($([$($generics:tt)*] $step:ty: $crate_name:ident),+) => {$(
        impl $($generics)* Joins for $step {
            fn join<A: Future, B: Future>(
                a: A,
                b: B,
            ) -> impl Future<Output = (A::Output, B::Output)> {
                $crate_name::join(a, b)
            }

            async fn select<A: Future, B: Future>(
                a: A,
                b: B,
            ) -> Result<A::Output, B::Output> {
                match $crate_name::select(a, b).await {
                    $crate_name::Either::Left(output) => Ok(output),
                    $crate_name::Either::Right(output) => Err(output),
                }
            }
        }
    )+};
}

joins!(
    [] Step01: step01_poll,
    [] Step02: step02_waker,
    [] Step03: step03_timers,
    [] Step04: step04_spawn,
    [<const LOOPS: usize>] Step05<LOOPS>: step05_multithread
);

macro_rules! block_on {
    ($($step:ty: $crate_name:ident),+) => {$(
        impl BlockOn for $step {
            fn block_on<F: Future>(future: F) -> F::Output {
                $crate_name::block_on(future)
            }

            fn yield_now() -> impl Future<Output = ()> + Send + 'static {
                $crate_name::yield_now()
            }

            fn sleep(duration: Duration) -> impl Future<Output = ()> + 'static {
                $crate_name::sleep(duration)
            }
        }
    )+};
}

block_on!(
    Step01: step01_poll,
    Step02: step02_waker,
    Step03: step03_timers,
    Step04: step04_spawn
);

impl<const LOOPS: usize> BlockOn for Step05<LOOPS> {
    fn block_on<F: Future>(future: F) -> F::Output {
        Runtime::new(LOOPS).block_on(future)
    }

    fn yield_now() -> impl Future<Output = ()> + Send + 'static {
        step05_multithread::yield_now()
    }

    fn sleep(duration: Duration) -> impl Future<Output = ()> + 'static {
        step05_multithread::sleep(duration)
    }
}

impl SideBySide for Step01 {
    fn run_all(futures: Vec<LocalFuture>) {
        let mut queue = step01_poll::RoundRobin::new();
        futures.into_iter().for_each(|future| queue.push(future));
        queue.run();
    }
}

impl Wakes for Step02 {
    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        Self::block_on(future)
    }
}

impl Wakes for Step03 {
    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        Self::block_on(future)
    }
}

macro_rules! timed {
    ($([$($generics:tt)*] $step:ty: $crate_name:ident, $run:expr);+) => {$(
        impl $($generics)* Timed for $step {
            fn block_on_virtual<F: Future>(future: F) -> F::Output {
                let clock = $crate_name::Clock::new_virtual();
                $run(clock, future)
            }

            fn now() -> Instant {
                $crate_name::now()
            }

            fn sleep_until(
                deadline: Instant,
            ) -> impl Future<Output = ()> + 'static {
                $crate_name::sleep_until(deadline)
            }

            async fn timeout<F: Future>(
                limit: Duration,
                future: F,
            ) -> Result<F::Output, ()> {
                let result = $crate_name::timeout(limit, future).await;
                result.map_err(|$crate_name::Elapsed| ())
            }

            type Interval = $crate_name::Interval;

            fn interval(period: Duration) -> Self::Interval {
                $crate_name::interval(period)
            }

            fn tick(
                interval: &mut Self::Interval,
            ) -> impl Future<Output = Instant> {
                interval.tick()
            }
        }
    )+};
}

timed!(
    [] Step03: step03_timers, step03_timers::block_on_with;
    [] Step04: step04_spawn, step04_spawn::block_on_with;
    [<const LOOPS: usize>] Step05<LOOPS>: step05_multithread,
        |clock, future| Runtime::with_clock(LOOPS, clock).block_on(future)
);

/// A join handle of step 4 or 5.
#[derive(Debug)]
pub struct Handle<H>(H);

impl<H> Handle<H> {
    /// Wraps a handle for the contracts.
    #[must_use]
    pub fn new(handle: H) -> Self {
        Self(handle)
    }
}

impl<T, H> Future for Handle<H>
where
    H: Future<Output = Result<T, JoinError>> + Unpin,
{
    type Output = Result<T, Failure>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let result = Pin::new(&mut self.0).poll(cx);
        result.map(|result| result.map_err(failure))
    }
}

macro_rules! handles {
    ($($crate_name:ident),+) => {$(
        impl<T> Task<T> for Handle<$crate_name::JoinHandle<T>> {
            fn abort(&self) {
                self.0.abort();
            }

            fn is_finished(&self) -> bool {
                self.0.is_finished()
            }
        }
    )+};
}

handles!(step04_spawn, step05_multithread);

fn failure(error: JoinError) -> Failure {
    match error {
        JoinError::Cancelled => Failure::Cancelled,
        JoinError::Panicked(panic) => Failure::Panicked(panic.message()),
    }
}

macro_rules! spawns {
    ($([$($generics:tt)*] $step:ty: $crate_name:ident);+) => {$(
        impl $($generics)* Wakes for $step {
            fn run<F>(future: F) -> F::Output
            where
                F: Future<Output: 'static> + 'static,
            {
                let task = async { Self::spawn(future).await };
                Self::block_on(task).expect("the task has an output")
            }
        }

        impl $($generics)* SideBySide for $step {
            fn run_all(futures: Vec<LocalFuture>) {
                Self::block_on(async {
                    let tasks = futures.into_iter().map(Self::spawn);
                    for task in tasks.collect::<Vec<_>>() {
                        task.await.expect("the task has an output");
                    }
                });
            }
        }

        impl $($generics)* Spawns for $step {
            type Handle<T: 'static> = Handle<$crate_name::JoinHandle<T>>;

            fn spawn<F>(future: F) -> Self::Handle<F::Output>
            where
                F: Future<Output: 'static> + 'static,
            {
                Handle($crate_name::spawn(future))
            }
        }

        impl $($generics)* Groups for $step {
            type Set<T: 'static> = $crate_name::JoinSet<T>;

            fn set<T: 'static>() -> Self::Set<T> {
                $crate_name::JoinSet::new()
            }

            fn spawn_in<T, F>(set: &mut Self::Set<T>, future: F)
            where
                F: Future<Output = T> + 'static,
                T: 'static,
            {
                set.spawn(future);
            }

            async fn join_next<T: 'static>(
                set: &mut Self::Set<T>,
            ) -> Option<Result<T, Failure>> {
                let result = set.join_next().await;
                result.map(|result| result.map_err(failure))
            }

            fn abort_all<T: 'static>(set: &mut Self::Set<T>) {
                set.abort_all();
            }

            fn len<T: 'static>(set: &Self::Set<T>) -> usize {
                set.len()
            }
        }
    )+};
}

spawns!(
    [] Step04: step04_spawn;
    [<const LOOPS: usize>] Step05<LOOPS>: step05_multithread
);

impl<const LOOPS: usize> Sends for Step05<LOOPS> {
    type Remote = step05_multithread::Handle;
    type SentHandle<T: Send + 'static> = Handle<step05_multithread::JoinHandle<T>>;

    fn remote() -> Self::Remote {
        step05_multithread::Handle::current()
    }

    fn spawn_on<F>(remote: &Self::Remote, future: F) -> Self::SentHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        Handle(remote.spawn(future))
    }
}
