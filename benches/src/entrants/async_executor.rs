use std::rc::Rc;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use async_executor::{Executor, LocalExecutor, Task};
use async_io::Timer;
use futures::channel::oneshot;

use crate::entrant::{Entrant, Remote, Sleep, Spawn};

/// async-executor's `LocalExecutor`, driven by async-io's `block_on`.
pub(crate) struct AsyncExecutor(Rc<LocalExecutor<'static>>);

impl Entrant for AsyncExecutor {
    const NAME: &'static str = "async-executor";

    type Spawner = Rc<LocalExecutor<'static>>;

    fn new() -> Self {
        Self(Rc::new(LocalExecutor::new()))
    }

    fn spawner(&self) -> Self::Spawner {
        Rc::clone(&self.0)
    }

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        async_io::block_on(self.0.run(future))
    }
}

impl Spawn for AsyncExecutor {
    type Task<T: Send + 'static> = Task<T>;

    fn spawn<F>(spawner: &Self::Spawner, future: F) -> Task<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        spawner.spawn(future)
    }

    fn detach<T: Send + 'static>(task: Task<T>) {
        task.detach();
    }
}

impl Sleep for AsyncExecutor {
    type Sleep = Timer;

    fn sleep(duration: Duration) -> Timer {
        Timer::after(duration)
    }
}

impl Remote for AsyncExecutor {
    type There = Arc<Executor<'static>>;
    type RemoteTask = Task<()>;

    fn with_another_loop<F>(work: impl FnOnce(Self::There) -> F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        let there = Arc::new(Executor::new());
        let (end, ended) = oneshot::channel::<()>();
        thread::scope(|scope| {
            let runs = Arc::clone(&there);
            scope.spawn(move || async_io::block_on(runs.run(ended)));
            let output = async_io::block_on(work(there));
            drop(end);
            output
        })
    }

    fn spawn_there(
        there: &Self::There,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Task<()> {
        there.spawn(future)
    }
}
