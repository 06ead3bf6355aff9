//! What a loop can promise, in layers: each trait adds one ability, and a contract
//! asks for no more of them than it needs.

use std::fmt;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// A boxed future that stays on its thread.
pub type LocalFuture = Pin<Box<dyn Future<Output = ()>>>;

/// Runs one future to its end: every loop, from step 1 on.
pub trait BlockOn: 'static {
    /// The loop's `block_on`, on a real clock.
    fn block_on<F: Future>(future: F) -> F::Output;

    /// Gives control back once.
    fn yield_now() -> impl Future<Output = ()> + Send + 'static;

    /// Waits for at least this long.
    fn sleep(duration: Duration) -> impl Future<Output = ()> + 'static;
}

/// Runs two futures inside one: the course's own `join` and `select`.
pub trait Joins: BlockOn {
    /// Waits for both.
    fn join<A: Future, B: Future>(
        a: A,
        b: B,
    ) -> impl Future<Output = (A::Output, B::Output)>;

    /// Waits for one of them, and says which: the first is `Ok`.
    fn select<A: Future, B: Future>(
        a: A,
        b: B,
    ) -> impl Future<Output = Result<A::Output, B::Output>>;
}

/// Runs any number of futures side by side, each polled in its turn.
pub trait SideBySide: BlockOn {
    /// Runs all of them to their ends.
    fn run_all(futures: Vec<LocalFuture>);
}

/// Polls a future when it was woken, and sleeps in between: from step 2 on.
pub trait Wakes: BlockOn {
    /// Runs one future as this loop runs most of them: the only one up to step 3, a
    /// task from step 4 on. It is polled for its own wakes and nobody else's.
    fn run<F>(future: F) -> F::Output
    where
        F: Future<Output: 'static> + 'static;
}

/// Keeps the time: from step 3 on.
pub trait Timed: Wakes {
    /// The loop's `block_on`, on a clock that jumps to the next deadline whenever
    /// nothing is ready.
    fn block_on_virtual<F: Future>(future: F) -> F::Output;

    /// The time by the running loop's clock.
    fn now() -> Instant;

    /// Waits until then.
    fn sleep_until(deadline: Instant) -> impl Future<Output = ()> + 'static;

    /// The future's output, or `Err` after this long.
    fn timeout<F: Future>(
        limit: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, ()>>;

    /// A source of ticks.
    type Interval: 'static;

    /// A tick every `period`, the first at once.
    fn interval(period: Duration) -> Self::Interval;

    /// Waits for the next tick, and returns when it was due.
    fn tick(interval: &mut Self::Interval) -> impl Future<Output = Instant>;
}

/// Makes futures tasks: from step 4 on.
pub trait Spawns: Wakes {
    /// Joins a task; detaches it when dropped.
    type Handle<T: 'static>: Task<T> + 'static;

    /// Makes the future a task of the loop on this thread.
    fn spawn<F>(future: F) -> Self::Handle<F::Output>
    where
        F: Future<Output: 'static> + 'static;
}

/// A task's handle: a future with the result.
pub trait Task<T>: Future<Output = Result<T, Failure>> + Unpin {
    /// Asks the task to end.
    fn abort(&self);

    /// Whether the task is over.
    fn is_finished(&self) -> bool;
}

/// Why a task has no output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It was aborted, or its loop ended.
    Cancelled,
    /// It panicked, with this message.
    Panicked(String),
}

impl Failure {
    /// A panic with this message.
    #[must_use]
    pub fn panicked(message: &str) -> Self {
        Self::Panicked(message.to_owned())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Groups tasks: from step 4 on.
pub trait Groups: Spawns {
    /// The group.
    type Set<T: 'static>: 'static;

    /// An empty group.
    fn set<T: 'static>() -> Self::Set<T>;

    /// Spawns a task in the group.
    fn spawn_in<T, F>(set: &mut Self::Set<T>, future: F)
    where
        F: Future<Output = T> + 'static,
        T: 'static;

    /// The next result, in the order in which the tasks end.
    fn join_next<T: 'static>(
        set: &mut Self::Set<T>,
    ) -> impl Future<Output = Option<Result<T, Failure>>>;

    /// Aborts every task of the group.
    fn abort_all<T: 'static>(set: &mut Self::Set<T>);

    /// How many tasks are not joined yet.
    fn len<T: 'static>(set: &Self::Set<T>) -> usize;
}

/// Takes tasks, and handles of tasks, to and from other threads.
pub trait Sends: Spawns {
    /// Sends tasks to the loop that it was taken from.
    type Remote: Clone + Send + Sync + 'static;

    /// A handle that is joined on any thread.
    type SentHandle<T: Send + 'static>: Task<T> + Send + 'static;

    /// Of the loop that runs on this thread.
    fn remote() -> Self::Remote;

    /// Makes the future a task of that loop, from any thread.
    fn spawn_on<F>(remote: &Self::Remote, future: F) -> Self::SentHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static;
}
