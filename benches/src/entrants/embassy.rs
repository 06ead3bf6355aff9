use std::cell::Cell;
use std::ptr;
use std::rc::Rc;

use embassy_executor::Spawner;
use embassy_executor::raw::{Executor, TaskStorage};
use futures::FutureExt;
use futures::future::RemoteHandle;

use crate::entrant::{Entrant, Spawn};

/// embassy's executor, as one embeds it. It leaves waiting to its embedder, and here
/// nobody waits. Tasks and the executor itself live for ever: they are leaked, so it
/// isn't asked to spawn many. And its tasks have no output: futures' handles stand in.
pub(crate) struct Embassy(&'static Executor);

impl Entrant for Embassy {
    const NAME: &'static str = "embassy";
    const NOTE: Option<&'static str> = Some("its tasks can't be joined");
    const COUNTS_AS_PEER: bool = false;

    type Spawner = Spawner;

    fn new() -> Self {
        Self(Box::leak(Box::new(Executor::new(ptr::null_mut()))))
    }

    fn spawner(&self) -> Spawner {
        self.0.spawner()
    }

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        let output = Rc::new(Cell::new(None));
        let there = Rc::clone(&output);
        spawn(self.spawner(), async move { there.set(Some(future.await)) });
        loop {
            // SAFETY: the executor is polled here and nowhere else, on the thread that
            // made it, and never by one of its tasks.
            unsafe { self.0.poll() };
            if let Some(output) = output.take() {
                return output;
            }
        }
    }
}

impl Spawn for Embassy {
    type Task<T: Send + 'static> = RemoteHandle<T>;

    fn spawn<F>(spawner: &Spawner, future: F) -> RemoteHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        let (task, handle) = future.remote_handle();
        spawn(*spawner, task);
        handle
    }
}

fn spawn(spawner: Spawner, future: impl Future<Output = ()> + 'static) {
    let storage = Box::leak(Box::new(TaskStorage::new()));
    spawner.spawn(storage.spawn(|| future).expect("the storage is new"));
}

/// What embassy calls when there is something to poll: `block_on` polls anyway.
// SAFETY: embassy looks for a function of this name and type, and there is no other.
#[unsafe(export_name = "__pender")]
fn pender(_context: *mut ()) {}
