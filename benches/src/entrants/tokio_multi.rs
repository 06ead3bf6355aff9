use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;

use super::started;
use super::stays::Stays;
use crate::entrant::{Entrant, Remote, Sleep, Spawn};

/// tokio's multi-thread runtime, with one worker.
pub(crate) struct TokioMulti(Runtime);

impl Entrant for TokioMulti {
    const NAME: &'static str = "tokio-multi";
    const NOTE: Option<&'static str> = Some("one worker");

    type Spawner = ();

    fn new() -> Self {
        let mut builder = Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_time().build();
        Self(started(runtime))
    }

    fn spawner(&self) {}

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        self.0.block_on(future)
    }
}

impl Spawn for TokioMulti {
    type Task<T: Send + 'static> = JoinHandle<T>;

    fn spawn<F>(_: &(), future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        // SAFETY: this is called on the only worker, in `run`.
        tokio::spawn(unsafe { Stays::new(future) })
    }

    fn run<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        // SAFETY: there is one worker, and this thread waits until it is done. What
        // the future brings along is all its own.
        let main = self.0.spawn(unsafe { Stays::new(future) });
        self.0.block_on(main).expect("the work doesn't panic")
    }
}

impl Sleep for TokioMulti {
    type Sleep = tokio::time::Sleep;

    fn sleep(duration: Duration) -> Self::Sleep {
        tokio::time::sleep(duration)
    }
}

impl Remote for TokioMulti {
    type There = Handle;
    type RemoteTask = JoinHandle<()>;

    fn with_another_loop<F>(work: impl FnOnce(Handle) -> F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        let there = Self::new();
        there.0.block_on(work(there.0.handle().clone()))
    }

    fn spawn_there(
        there: &Handle,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Self::RemoteTask {
        there.spawn(future)
    }
}
