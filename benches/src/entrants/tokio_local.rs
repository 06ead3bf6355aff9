//! tokio's loops of one thread.

use std::time::Duration;

use tokio::runtime::{Builder, Handle, LocalRuntime, Runtime};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, LocalSet};

use super::started;
use crate::entrant::{Blocking, Entrant, Remote, Sleep, Spawn, VirtualTime};

/// tokio's `LocalRuntime`: one loop, with tasks that needn't be `Send`.
pub(crate) struct TokioLocal(LocalRuntime);

impl TokioLocal {
    fn build(builder: &mut Builder) -> Self {
        let runtime = builder.build_local(Default::default());
        Self(started(runtime))
    }
}

impl Entrant for TokioLocal {
    const NAME: &'static str = "tokio-local";

    type Spawner = ();

    fn new() -> Self {
        Self::build(Builder::new_current_thread().enable_time())
    }

    fn spawner(&self) {}

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        self.0.block_on(future)
    }
}

/// tokio's `LocalSet` on its current-thread runtime.
pub(crate) struct TokioSet(Runtime, LocalSet);

impl TokioSet {
    fn build(builder: &mut Builder) -> Self {
        let runtime = builder.build().expect("the system has what tokio needs");
        Self(runtime, LocalSet::new())
    }
}

impl Entrant for TokioSet {
    const NAME: &'static str = "tokio-localset";

    type Spawner = ();

    fn new() -> Self {
        Self::build(Builder::new_current_thread().enable_time())
    }

    fn spawner(&self) {}

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        self.1.block_on(&self.0, future)
    }
}

/// What the two have in common, once they run.
macro_rules! local_tokio {
    ($type:ty) => {
        impl Spawn for $type {
            type Task<T: Send + 'static> = JoinHandle<T>;

            fn spawn<F>(_: &(), future: F) -> JoinHandle<F::Output>
            where
                F: Future<Output: Send + 'static> + 'static,
            {
                tokio::task::spawn_local(future)
            }
        }

        impl Sleep for $type {
            type Sleep = tokio::time::Sleep;

            fn sleep(duration: Duration) -> Self::Sleep {
                tokio::time::sleep(duration)
            }
        }

        impl VirtualTime for $type {
            fn new_virtual() -> Self {
                let mut builder = Builder::new_current_thread();
                Self::build(builder.enable_time().start_paused(true))
            }
        }
    };
}

local_tokio!(TokioLocal);
local_tokio!(TokioSet);

impl Remote for TokioLocal {
    type There = Handle;
    type RemoteTask = JoinHandle<()>;

    fn with_another_loop<F>(work: impl FnOnce(Handle) -> F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        let (here, (end, ended)) = (Self::new(), oneshot::channel::<()>());
        let (say, said) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let there = Self::new();
                say.send(there.0.handle().clone()).expect("somebody asks");
                let _ = there.0.block_on(ended);
            });
            let there = said.recv().expect("the other thread says so first");
            let output = here.0.block_on(work(there));
            drop(end);
            output
        })
    }

    fn spawn_there(
        there: &Handle,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Self::RemoteTask {
        there.spawn(future)
    }
}

impl Blocking for TokioLocal {
    type Job = JoinHandle<()>;

    fn spawn_blocking(job: impl FnOnce() + Send + 'static) -> Self::Job {
        tokio::task::spawn_blocking(job)
    }
}
