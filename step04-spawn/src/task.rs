use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Poll, Waker};

use parking_lot::Mutex;
use step02_waker::oneshot;
use step03_timers::contain;

use crate::{JoinError, JoinHandle, RunQueue};

/// Makes a future a task of the loop that runs on this thread. It is polled for
/// the first time in the loop's next turn, whether or not anybody awaits the
/// handle, and is dropped when the loop ends.
///
/// The counterpart of `asyncio.create_task`. The future needn't be `Send`: a task
/// stays on its thread.
///
/// # Panics
///
/// When no loop with a run queue is running on this thread.
///
/// # Examples
///
/// ```
/// use step04_spawn::{block_on, spawn};
///
/// block_on(async {
///     let task = spawn(async { 7 });
///     assert_eq!(task.await.expect("it neither panics nor is aborted"), 7);
/// });
/// ```
#[track_caller]
pub fn spawn<F: Future + 'static>(future: F) -> JoinHandle<F::Output> {
    let spawned_at = Location::caller();
    let queue = RunQueue::try_current().expect(
        "`spawn` needs a running loop to give the task to: \
         call it in a future that `block_on` runs",
    );
    let (task, handle) = task(future);
    queue.insert(Box::pin(task), spawned_at);
    handle
}

/// Splits a future in two: a task, for some loop to poll to its end, and a handle
/// that gets the output.
///
/// The task itself has no output and never panics. When the future panics, in a
/// poll or when it is dropped at its end, the handle gets the panic.
///
/// # Examples
///
/// ```
/// use step04_spawn::{block_on, task};
///
/// let (task, handle) = task(async { 7 });
/// block_on(task);
/// assert_eq!(block_on(handle).expect("it neither panics nor is aborted"), 7);
/// ```
pub fn task<F: Future>(
    future: F,
) -> (impl Future<Output = ()> + use<F>, JoinHandle<F::Output>) {
    let (sender, receiver) = oneshot::channel();
    let abort = Arc::new(Abort::default());
    let handle = JoinHandle::new(receiver, Arc::clone(&abort));
    (run(future, abort, sender), handle)
}

/// The task. The order of the parameters matters: a task that is dropped drops the
/// future first, and then tells the handle.
async fn run<F: Future>(
    future: F,
    abort: Arc<Abort>,
    sender: oneshot::Sender<Result<F::Output, JoinError>>,
) {
    let mut future = pin!(Some(future));
    let mut registered = None;
    let result = poll_fn(|cx| {
        // A loop polls a task with the same waker every time: once will do.
        if !registered.as_ref().is_some_and(|waker| cx.waker().will_wake(waker)) {
            registered = Some(cx.waker().clone());
            abort.register(cx.waker().clone());
        }
        // The future may be left half-changed by a panic. It is never polled
        // again, and its destructor has to cope anyway.
        let poll = catch_unwind(AssertUnwindSafe(|| {
            let mut poll = Poll::Ready(Err(JoinError::Cancelled));
            if !abort.is_requested()
                && let Some(future) = future.as_mut().as_pin_mut()
            {
                poll = future.poll(cx).map(Ok);
            }
            if poll.is_ready() {
                future.set(None);
            }
            poll
        }));
        poll.unwrap_or_else(|panic| Poll::Ready(Err(JoinError::panicked(panic))))
    })
    .await;
    // Foreign code, and no reason for the loop to end if it panics: the destructor of
    // a future that has panicked, which goes before its handle hears of it; the
    // joiner's waker; and the destructor of an output that nobody waits for.
    contain(|| future.set(None));
    contain(|| drop(sender.send(result)));
}

/// How a handle asks its task to end.
#[derive(Debug, Default)]
pub(crate) struct Abort {
    requested: AtomicBool,
    /// The waker of the task's latest poll, until the request.
    waker: Mutex<Option<Waker>>,
}

impl Abort {
    /// Asks the task to end, and schedules it so that it will notice. One that was
    /// not polled yet is in the run queue anyway.
    pub(crate) fn request(&self) {
        // Release: pairs with the Acquire in `is_requested`. It comes before the
        // lock is taken: whichever of `request` and `register` is second to take
        // it sees what the first one did.
        self.requested.store(true, Ordering::Release);
        let waker = self.waker.lock().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn register(&self, waker: Waker) {
        let replaced = self.waker.lock().replace(waker);
        drop(replaced); // foreign code, so the lock is open again
    }

    fn is_requested(&self) -> bool {
        // Acquire: pairs with the Release in `request`.
        self.requested.load(Ordering::Acquire)
    }
}
