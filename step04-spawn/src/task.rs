use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;
use step02_waker::oneshot;
use step03_timers::contain;

use crate::{JoinError, JoinHandle, RunQueue, SlowPolls};

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
    // The thread may be ending, and its locals gone.
    let is_open = QUEUE.try_with(RunQueue::is_open).unwrap_or(false);
    assert!(
        is_open,
        "`spawn` needs a running loop to give the task to: \
         call it in a future that `block_on` runs"
    );
    let (future, handle) = task(future);
    let task = Box::new(Task { future: Box::pin(future), waker: None, spawned_at });
    QUEUE.with(|queue| queue.insert(task));
    handle
}

thread_local! {
    /// The tasks of the loop that runs on this thread: in boxes, since each poll takes
    /// one out of its slot and puts it back.
    ///
    /// ```
    /// use step04_spawn::{QUEUE, block_on};
    ///
    /// assert!(block_on(async { QUEUE.with(|queue| queue.is_open()) }));
    /// ```
    pub static QUEUE: RunQueue<Box<Task>> = const { RunQueue::new() };
}

/// A task, as its loop has it.
///
/// ```
/// use std::task::Waker;
/// use step04_spawn::{QUEUE, spawn};
///
/// QUEUE.with(|queue| {
///     let queue = queue.open(1);
///     let handle = spawn(async { 7 });
///     let mut turn = queue.take();
///     while let Some((key, task)) = queue.next(&mut turn) {
///         let Some(task) = task else { continue }; // the main future
///         queue.run(key, task, |task| task.poll(|| Waker::noop().clone()));
///     }
///     assert!(handle.is_finished());
/// });
/// ```
pub struct Task {
    future: Pin<Box<dyn Future<Output = ()>>>,
    /// Made for the first poll.
    waker: Option<Waker>,
    spawned_at: &'static Location<'static>,
}

impl Task {
    /// Polls the task, the first time with a new waker, and then always with that.
    ///
    /// ```
    /// # use std::task::Waker;
    /// # use step04_spawn::{QUEUE, spawn};
    /// # QUEUE.with(|queue| {
    /// # let queue = queue.open(1);
    /// let handle = spawn(async { 7 });
    /// # let mut turn = queue.take();
    /// # queue.next(&mut turn);
    /// let (key, task) = queue.next(&mut turn).expect("it is in the queue");
    /// let mut task = task.expect("it isn't the main future");
    /// assert!(task.poll(|| Waker::noop().clone()).is_ready());
    /// assert!(handle.is_finished());
    /// # });
    /// ```
    pub fn poll(&mut self, waker: impl FnOnce() -> Waker) -> Poll<()> {
        let waker = self.waker.get_or_insert_with(waker);
        let mut cx = Context::from_waker(waker);
        let future = self.future.as_mut();
        SlowPolls::watch(self.spawned_at, || future.poll(&mut cx))
    }
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

    #[inline]
    fn is_requested(&self) -> bool {
        // Acquire: pairs with the Release in `request`.
        self.requested.load(Ordering::Acquire)
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("spawned_at", &self.spawned_at)
            .finish_non_exhaustive()
    }
}
