use futures::executor::{LocalPool, LocalSpawner};
use futures::future::RemoteHandle;
use futures::task::LocalSpawnExt;

use crate::entrant::{Entrant, Spawn};

/// futures' `LocalPool`, which has no timers.
pub(crate) struct Pool(LocalPool);

impl Entrant for Pool {
    const NAME: &'static str = "local-pool";

    type Spawner = LocalSpawner;

    fn new() -> Self {
        Self(LocalPool::new())
    }

    fn spawner(&self) -> Self::Spawner {
        self.0.spawner()
    }

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        self.0.run_until(future)
    }
}

impl Spawn for Pool {
    type Task<T: Send + 'static> = RemoteHandle<T>;

    fn spawn<F>(spawner: &LocalSpawner, future: F) -> RemoteHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        spawner.spawn_local_with_handle(future).expect("the pool is running")
    }

    fn detach<T: Send + 'static>(task: RemoteHandle<T>) {
        task.forget();
    }
}
