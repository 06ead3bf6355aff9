//! What a workload may ask of a runtime: one small trait for each ability.

use std::thread;
use std::time::Duration;

/// A loop that runs one future to its end.
pub(crate) trait Entrant: Sized + 'static {
    /// The name to filter by.
    const NAME: &'static str;
    /// What a reader should know about this entrant's figures.
    const NOTE: Option<&'static str> = None;
    /// A step of this workspace.
    const OURS: bool = false;
    /// Whether it may be the best peer: it offers all that the work asks for.
    const COUNTS_AS_PEER: bool = true;

    /// What spawns: nothing but a type, where the runtime knows the current loop or
    /// has no tasks.
    type Spawner: Clone + 'static;

    /// Starts a fresh runtime.
    fn new() -> Self;

    /// Returns what spawns on this runtime.
    fn spawner(&self) -> Self::Spawner;

    /// Runs a future on the current thread.
    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static;

    /// Runs two futures on two loops, each on a thread of its own, until both are
    /// over. `here` runs on the current thread.
    fn on_two_loops<A, B, T>(
        here: impl FnOnce(Self::Spawner) -> A,
        there: impl FnOnce(Self::Spawner) -> B + Send + 'static,
    ) -> T
    where
        A: Future<Output = T> + 'static,
        B: Future<Output = ()> + 'static,
        T: Send + 'static,
    {
        let other = thread::spawn(|| {
            let mut entrant = Self::new();
            let spawner = entrant.spawner();
            entrant.block_on(there(spawner));
        });
        let mut entrant = Self::new();
        let spawner = entrant.spawner();
        let output = entrant.block_on(here(spawner));
        other.join().expect("the work doesn't panic");
        output
    }
}

/// An [`Entrant`] with tasks, which needn't be `Send`.
pub(crate) trait Spawn: Entrant {
    /// What waits for a task.
    type Task<T: Send + 'static>: Future + 'static;

    /// Spawns a task on the current loop.
    fn spawn<F>(spawner: &Self::Spawner, future: F) -> Self::Task<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static;

    /// Lets a task run on without anybody waiting for it.
    fn detach<T: Send + 'static>(task: Self::Task<T>) {
        drop(task);
    }

    /// Runs a future on the thread that will run its tasks, too.
    fn run<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        self.block_on(future)
    }
}

/// An [`Entrant`] with timers.
pub(crate) trait Sleep: Entrant {
    /// What waits for the time to pass, from its creation or from its first poll.
    type Sleep: Future<Output: Send + 'static> + 'static;

    /// Makes a timer.
    fn sleep(duration: Duration) -> Self::Sleep;
}

/// An [`Entrant`] that can skip the time when nothing else is left to do.
pub(crate) trait VirtualTime: Sleep {
    /// Starts a fresh runtime on a virtual clock.
    fn new_virtual() -> Self;
}

/// An [`Entrant`] that takes tasks from other threads.
pub(crate) trait Remote: Entrant {
    /// What spawns on the other loop.
    type There: Clone + Send + 'static;
    /// What waits for such a task.
    type RemoteTask: Future + 'static;

    /// Runs work on the current thread while another loop waits for tasks.
    fn with_another_loop<F>(work: impl FnOnce(Self::There) -> F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static;

    /// Spawns a task on the other loop.
    fn spawn_there(
        there: &Self::There,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Self::RemoteTask;
}

/// An [`Entrant`] with threads for calls that block.
pub(crate) trait Blocking: Entrant {
    /// What waits for such a call.
    type Job: Future + 'static;

    /// Hands a call to one of those threads.
    fn spawn_blocking(job: impl FnOnce() + Send + 'static) -> Self::Job;
}
