use std::sync::Arc;
use std::time::Duration;

use nio::{JoinHandle, LocalRuntime, RuntimeBuilder, RuntimeContext};

use super::started;
use crate::entrant::{Blocking, Entrant, Remote, Sleep, Spawn};

/// nio's `LocalRuntime`, with as many workers as the work asks for.
pub(crate) struct Nio(LocalRuntime);

impl Nio {
    fn with_workers(workers: u8) -> LocalRuntime {
        let runtime = RuntimeBuilder::new().worker_threads(workers).build();
        started(runtime)
    }
}

impl Entrant for Nio {
    const NAME: &'static str = "nio";

    type Spawner = ();

    fn new() -> Self {
        Self(Self::with_workers(1))
    }

    fn spawner(&self) {}

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        self.0.block_on(future)
    }

    // Two runtimes take each other's wakers for their own: it has to be one.
    fn on_two_loops<A, B, T>(
        here: impl FnOnce(()) -> A,
        there: impl FnOnce(()) -> B + Send + 'static,
    ) -> T
    where
        A: Future<Output = T> + 'static,
        B: Future<Output = ()> + 'static,
        T: Send + 'static,
    {
        let mut runtime = Self::with_workers(2);
        let context = runtime.runtime_context();
        runtime.block_on(async move {
            let there = context.spawn_pinned_at(1, || there(()));
            let output = here(()).await;
            there.await.expect("the work doesn't panic");
            output
        })
    }
}

impl Spawn for Nio {
    type Task<T: Send + 'static> = JoinHandle<T>;

    fn spawn<F>(_: &(), future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        nio::spawn_local(future)
    }
}

impl Sleep for Nio {
    type Sleep = nio::Sleep;

    fn sleep(duration: Duration) -> nio::Sleep {
        nio::sleep(duration)
    }
}

impl Remote for Nio {
    type There = Arc<RuntimeContext>;
    type RemoteTask = JoinHandle<()>;

    fn with_another_loop<F>(work: impl FnOnce(Self::There) -> F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        let mut runtime = Self::with_workers(2);
        let there = runtime.runtime_context();
        runtime.block_on(work(there))
    }

    fn spawn_there(
        there: &Self::There,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> JoinHandle<()> {
        there.spawn_pinned_at(1, || future)
    }
}

impl Blocking for Nio {
    type Job = JoinHandle<()>;

    fn spawn_blocking(job: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
        nio::spawn_blocking(job)
    }
}
