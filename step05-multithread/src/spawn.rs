use crate::JoinHandle;
use crate::tasks::run_queue::{QUEUE, RunQueue};
use crate::tasks::task::task;

/// Makes a future a task of the loop that runs on this thread, as in step 4. The
/// future needn't be `Send`: a task stays on its thread.
///
/// # Panics
///
/// When no loop of a runtime is running on this thread.
///
/// # Examples
///
/// ```
/// use step05_multithread::{Runtime, spawn};
///
/// Runtime::new(1).block_on(async {
///     let task = spawn(async { 7 });
///     assert_eq!(task.await.expect("it neither panics nor is aborted"), 7);
/// });
/// ```
#[track_caller]
pub fn spawn<F: Future + 'static>(future: F) -> JoinHandle<F::Output> {
    let (task, handle) = task(future);
    match QUEUE.with(|queue| queue.insert(task)) {
        Some(address) => handle.set_place(address),
        None => assert!(
            QUEUE.with(RunQueue::is_open),
            "`spawn` needs a running loop to give the task to: \
             call it in a future that `block_on` runs"
        ),
    }
    handle
}

impl<T: 'static> step04_spawn::Spawned for JoinHandle<T> {
    type Value = T;

    #[track_caller]
    fn spawn(future: impl Future<Output = T> + 'static) -> Self {
        spawn(future)
    }

    fn abort(&self) {
        JoinHandle::abort(self);
    }
}
