use std::time::Duration;

use step05_multithread::Clock;

use crate::entrant::{Blocking, Entrant, Remote, Sleep, Spawn, VirtualTime};

/// Step 5: a loop per thread.
pub(crate) struct Step05(step05_multithread::Runtime);

impl Entrant for Step05 {
    const NAME: &'static str = "step05";
    const OURS: bool = true;

    type Spawner = ();

    fn new() -> Self {
        Self(step05_multithread::Runtime::new(1))
    }

    fn spawner(&self) {}

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        self.0.block_on(future)
    }

    fn on_two_loops<A, B, T>(
        here: impl FnOnce(()) -> A,
        there: impl FnOnce(()) -> B + Send + 'static,
    ) -> T
    where
        A: Future<Output = T> + 'static,
        B: Future<Output = ()> + 'static,
        T: Send + 'static,
    {
        let runtime = step05_multithread::Runtime::new(2);
        // What comes from another thread is `Send`; what it spawns needn't be.
        let there = runtime.handle(1).spawn(async {
            let there = step05_multithread::spawn(there(()));
            there.await.expect("the work doesn't panic");
        });
        runtime.block_on(async {
            let output = here(()).await;
            there.await.expect("the work doesn't panic");
            output
        })
    }
}

impl Spawn for Step05 {
    type Task<T: Send + 'static> = step05_multithread::JoinHandle<T>;

    fn spawn<F>(_: &(), future: F) -> Self::Task<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        step05_multithread::spawn(future)
    }
}

impl Sleep for Step05 {
    type Sleep = step05_multithread::Sleep;

    fn sleep(duration: Duration) -> Self::Sleep {
        step05_multithread::sleep(duration)
    }
}

impl VirtualTime for Step05 {
    fn new_virtual() -> Self {
        Self(step05_multithread::Runtime::with_clock(1, Clock::new_virtual()))
    }
}

impl Remote for Step05 {
    type There = step05_multithread::Handle;
    type RemoteTask = step05_multithread::JoinHandle<()>;

    fn with_another_loop<F>(work: impl FnOnce(Self::There) -> F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        let runtime = step05_multithread::Runtime::new(2);
        runtime.block_on(work(runtime.handle(1)))
    }

    fn spawn_there(
        there: &Self::There,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Self::RemoteTask {
        there.spawn(future)
    }
}

impl Blocking for Step05 {
    type Job = step05_multithread::JoinHandle<()>;

    fn spawn_blocking(job: impl FnOnce() + Send + 'static) -> Self::Job {
        step05_multithread::spawn_blocking(job)
    }
}
