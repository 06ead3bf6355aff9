use std::time::Duration;

use compio::driver::ProactorBuilder;
use compio::runtime::{JoinHandle, Runtime, RuntimeBuilder};

use super::started;
use crate::entrant::{Blocking, Entrant, Sleep, Spawn};

/// It has to fit in what may be locked.
const CAPACITY: u32 = 64;

/// compio's runtime.
pub(crate) struct Compio(Runtime);

impl Entrant for Compio {
    const NAME: &'static str = "compio";

    type Spawner = ();

    fn new() -> Self {
        let mut proactor = ProactorBuilder::new();
        proactor.capacity(CAPACITY);
        let runtime = RuntimeBuilder::new().with_proactor(proactor).build();
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

impl Spawn for Compio {
    type Task<T: Send + 'static> = JoinHandle<T>;

    fn spawn<F>(_: &(), future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        compio::runtime::spawn(future)
    }

    fn detach<T: Send + 'static>(task: JoinHandle<T>) {
        task.detach();
    }
}

impl Sleep for Compio {
    type Sleep = compio::time::Sleep;

    fn sleep(duration: Duration) -> Self::Sleep {
        compio::time::sleep(duration)
    }
}

impl Blocking for Compio {
    type Job = JoinHandle<()>;

    fn spawn_blocking(job: impl FnOnce() + Send + 'static) -> Self::Job {
        compio::runtime::spawn_blocking(job)
    }
}
