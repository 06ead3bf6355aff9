use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use step02_waker::oneshot;

use crate::JoinError;
use crate::task::Abort;

/// Waits for a task, and gives its output: a future. The task runs whether or not
/// it is awaited.
///
/// Dropping the handle *detaches* the task: it runs on, and its output is dropped
/// when it is done. (As in tokio. In smol, dropping cancels; in asyncio, a task
/// whose handle is gone may be collected as garbage.)
///
/// # Errors
///
/// [`JoinError`] when the task was aborted, or panicked.
///
/// # Panics
///
/// When polled after it has given its result.
///
/// # Examples
///
/// ```
/// use step04_spawn::{block_on, spawn};
///
/// block_on(async {
///     let bad = spawn(async { panic!("oh no") });
///     assert!(bad.await.unwrap_err().is_panic());
/// });
/// ```
#[must_use = "dropping the handle detaches the task: use `drop` to say that you mean it"]
pub struct JoinHandle<T> {
    result: oneshot::Receiver<Result<T, JoinError>>,
    abort: Arc<Abort>,
    /// The result was given out.
    joined: bool,
}

impl<T> JoinHandle<T> {
    pub(crate) fn new(
        result: oneshot::Receiver<Result<T, JoinError>>,
        abort: Arc<Abort>,
    ) -> Self {
        Self { result, abort, joined: false }
    }

    /// Asks the task to end: in its next turn its future is dropped instead of
    /// polled, and whoever joins it gets [`JoinError::Cancelled`]. A task that is
    /// done by then keeps its result.
    ///
    /// As `abort` in tokio. `Task.cancel` in asyncio throws an exception into the
    /// coroutine, which may catch it and go on; a dropped future can't.
    ///
    /// ```
    /// use step04_spawn::{block_on, spawn};
    ///
    /// block_on(async {
    ///     let task = spawn(std::future::pending::<()>());
    ///     task.abort();
    ///     assert!(task.await.unwrap_err().is_cancelled());
    /// });
    /// ```
    pub fn abort(&self) {
        self.abort.request();
    }

    /// Whether the task is over, in whatever way.
    ///
    /// ```
    /// use step04_spawn::{block_on, spawn, yield_now};
    ///
    /// block_on(async {
    ///     let task = spawn(async {});
    ///     assert!(!task.is_finished());
    ///     yield_now().await;
    ///     assert!(task.is_finished());
    /// });
    /// ```
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.result.is_ready()
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(
            !self.joined,
            "this join handle has given its result: await it once"
        );
        let result = ready!(Pin::new(&mut self.result).poll(cx));
        self.joined = true;
        // A task that went without a word was dropped with its loop.
        Poll::Ready(result.unwrap_or(Err(JoinError::Cancelled)))
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("finished", &self.is_finished()).finish()
    }
}
