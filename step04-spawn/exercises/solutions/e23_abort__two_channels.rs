//! Exercise 23: abort against detach.

use std::cell::Cell;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use step04_spawn::{Either, oneshot, select};

/// What the loop gets: it is polled when it is woken, until it is ready.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Why there is no output: the task was aborted, or was dropped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aborted;

/// Waits for a task: a future of its output. To drop it is to detach the task.
pub struct JoinHandle<T> {
    result: oneshot::Receiver<Result<T, Aborted>>,
    /// To be used once at most.
    abort: Cell<Option<oneshot::Sender<()>>>,
}

/// Waits for a task, as a [`JoinHandle`] does. To drop it is to abort the task.
pub struct AbortOnDrop<T>(JoinHandle<T>);

/// Makes a task of `future`, and a handle for its output.
pub fn task<F: Future + 'static>(future: F) -> (Task, JoinHandle<F::Output>) {
    let (abort, asked) = oneshot::channel();
    let (sender, result) = oneshot::channel();
    let task = async move {
        // The future goes at the end of this block, and the word after that.
        let result = {
            let mut future = pin!(future);
            match select(asked, future.as_mut()).await {
                Either::Left(Ok(())) => Err(Aborted),
                // The handle is gone: so nobody will ever ask.
                Either::Left(Err(oneshot::Canceled)) => Ok(future.await),
                Either::Right(output) => Ok(output),
            }
        };
        // A detached task has nobody to tell.
        let _ = sender.send(result);
    };
    (Box::pin(task), JoinHandle { result, abort: Cell::new(Some(abort)) })
}

impl<T> JoinHandle<T> {
    /// Asks the task to end, and has it woken by the waker of its latest poll.
    pub fn abort(&self) {
        if let Some(abort) = self.abort.take() {
            // A task that is over doesn't listen.
            let _ = abort.send(());
        }
    }

    /// From now on, to drop the handle is to abort the task.
    pub fn abort_on_drop(self) -> AbortOnDrop<T> {
        AbortOnDrop(self)
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, Aborted>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let result = Pin::new(&mut self.result).poll(cx);
        result.map(|result| result.unwrap_or(Err(Aborted)))
    }
}

impl<T> Future for AbortOnDrop<T> {
    type Output = Result<T, Aborted>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx)
    }
}
