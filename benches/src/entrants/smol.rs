use std::time::Duration;

use smol::{Task, Timer};

use super::stays::Stays;
use crate::entrant::{Blocking, Entrant, Remote, Sleep, Spawn};

/// smol's global executor, which has one thread unless `SMOL_THREADS` says more.
pub(crate) struct Smol;

impl Entrant for Smol {
    const NAME: &'static str = "smol";
    const NOTE: Option<&'static str> =
        Some("its one global executor, which is never fresh");

    type Spawner = ();

    fn new() -> Self {
        Self
    }

    fn spawner(&self) {}

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        smol::block_on(future)
    }
}

impl Spawn for Smol {
    type Task<T: Send + 'static> = Task<T>;

    fn spawn<F>(_: &(), future: F) -> Task<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        // SAFETY: this is called on the executor's only thread, in `run`.
        smol::spawn(unsafe { Stays::new(future) })
    }

    fn detach<T: Send + 'static>(task: Task<T>) {
        task.detach();
    }

    fn run<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        let threads = std::env::var_os("SMOL_THREADS");
        assert!(threads.is_none(), "with `SMOL_THREADS`, smol can't be compared");
        // SAFETY: there is one thread, and this one waits until it is done. What the
        // future brings along is all its own.
        smol::block_on(smol::spawn(unsafe { Stays::new(future) }))
    }
}

impl Sleep for Smol {
    type Sleep = Timer;

    fn sleep(duration: Duration) -> Timer {
        Timer::after(duration)
    }
}

impl Remote for Smol {
    type There = ();
    type RemoteTask = Task<()>;

    fn with_another_loop<F>(work: impl FnOnce(()) -> F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        smol::block_on(work(()))
    }

    fn spawn_there(
        (): &(),
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Task<()> {
        smol::spawn(future)
    }
}

impl Blocking for Smol {
    type Job = Task<()>;

    fn spawn_blocking(job: impl FnOnce() + Send + 'static) -> Task<()> {
        smol::unblock(job)
    }
}
