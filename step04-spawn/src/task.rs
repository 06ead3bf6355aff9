use std::fmt;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;
use pin_project_lite::pin_project;
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
    let (run, handle) = Run::new(future, spawned_at);
    QUEUE.with(|queue| queue.insert(Task { run: Box::pin(run) }));
    handle
}

thread_local! {
    /// The tasks of the loop that runs on this thread.
    ///
    /// ```
    /// use step04_spawn::{QUEUE, block_on};
    ///
    /// assert!(block_on(async { QUEUE.with(|queue| queue.is_open()) }));
    /// ```
    pub static QUEUE: RunQueue<Task> = const { RunQueue::new() };
}

/// A task, as its loop has it: in a box, since each poll takes it out of its slot and
/// puts it back.
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
///         queue.run(key, task, |task| task.poll(&|| Waker::noop().clone()));
///     }
///     assert!(handle.is_finished());
/// });
/// ```
pub struct Task {
    run: Pin<Box<dyn Polled>>,
}

/// What can be done with a [`Run`] without knowing the type of its future.
trait Polled {
    fn poll(self: Pin<&mut Self>, waker: &dyn Fn() -> Waker) -> Poll<()>;
    fn spawned_at(&self) -> &'static Location<'static>;
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
    /// assert!(task.poll(&|| Waker::noop().clone()).is_ready());
    /// assert!(handle.is_finished());
    /// # });
    /// ```
    #[inline]
    pub fn poll(&mut self, waker: &dyn Fn() -> Waker) -> Poll<()> {
        let run = self.run.as_mut();
        if SlowPolls::are_watched() {
            SlowPolls::watch(run.spawned_at(), move || run.poll(waker))
        } else {
            run.poll(waker)
        }
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
#[track_caller]
pub fn task<F: Future>(
    future: F,
) -> (impl Future<Output = ()> + use<F>, JoinHandle<F::Output>) {
    Run::new(future, Location::caller())
}

pin_project! { // lets the future be polled where it is, without a box of its own
    /// The task itself. The order of the fields matters: a task that is dropped drops
    /// the future first, and then tells the handle.
    struct Run<F: Future> {
        // `None` when the task is over, and so is the sender.
        #[pin]
        future: Option<F>,
        sender: Option<oneshot::Sender<Result<F::Output, JoinError>>>,
        abort: Arc<Abort>,
        // The waker of the latest poll: a loop has one and the same for all of them.
        waker: Option<Waker>,
        spawned_at: &'static Location<'static>,
    }
}

impl<F: Future> Run<F> {
    fn new(
        future: F,
        spawned_at: &'static Location<'static>,
    ) -> (Self, JoinHandle<F::Output>) {
        let (sender, receiver) = oneshot::channel();
        let abort = Arc::new(Abort::default());
        let handle = JoinHandle::new(receiver, Arc::clone(&abort));
        let (future, sender) = (Some(future), Some(sender));
        (Self { future, sender, abort, waker: None, spawned_at }, handle)
    }

    /// Polls the task with the waker of the latest poll, if that will do, or with a new
    /// one, of which the handle has to know.
    fn poll_with(
        mut self: Pin<&mut Self>,
        will_do: impl FnOnce(&Waker) -> bool,
        new: impl FnOnce() -> Waker,
    ) -> Poll<()> {
        let mut this = self.as_mut().project();
        let waker = match this.waker {
            Some(waker) if will_do(waker) => &*waker,
            waker => Self::register(waker, this.abort, new()),
        };
        let mut cx = Context::from_waker(waker);
        // The future may be left half-changed by a panic. It is never polled
        // again, and its destructor has to cope anyway.
        let poll = catch_unwind(AssertUnwindSafe(|| {
            let poll = match this.future.as_mut().as_pin_mut() {
                Some(future) if !this.abort.is_requested() => {
                    future.poll(&mut cx).map(Ok)
                }
                _ => Poll::Ready(Err(JoinError::Cancelled)),
            };
            if poll.is_ready() {
                this.future.set(None);
            }
            poll
        }));
        match poll {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(result)) => self.finish(result),
            Err(panic) => self.finish(Err(JoinError::panicked(panic))),
        }
        Poll::Ready(())
    }

    /// Has an abort wake the task, too.
    #[cold]
    fn register<'a>(
        latest: &'a mut Option<Waker>,
        abort: &Abort,
        waker: Waker,
    ) -> &'a Waker {
        abort.register(waker.clone());
        latest.insert(waker)
    }

    /// Tells the handle how it ended. (Not in line with the polls, most of which end
    /// nothing.)
    #[inline(never)]
    fn finish(self: Pin<&mut Self>, result: Result<F::Output, JoinError>) {
        let mut this = self.project();
        // Foreign code, and no reason for the loop to end if it panics: the destructor of
        // a future that has panicked, which goes before its handle hears of it; the
        // joiner's waker; and the destructor of an output that nobody waits for.
        contain(|| this.future.set(None));
        if let Some(sender) = this.sender.take() {
            contain(|| drop(sender.send(result)));
        }
    }
}

impl<F: Future> Future for Run<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let waker = cx.waker();
        self.poll_with(|latest| latest.will_wake(waker), || waker.clone())
    }
}

impl<F: Future> Polled for Run<F> {
    fn poll(self: Pin<&mut Self>, waker: &dyn Fn() -> Waker) -> Poll<()> {
        self.poll_with(|_| true, waker)
    }

    fn spawned_at(&self) -> &'static Location<'static> {
        self.spawned_at
    }
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
            .field("spawned_at", &self.run.spawned_at())
            .finish_non_exhaustive()
    }
}
