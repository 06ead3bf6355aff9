//! Verdict: E-HANDLE-DROP
//!
//! Has a channel for the request, and takes its end for a request as well.

use std::cell::Cell;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use step04_spawn::{Either, oneshot, select};

pub type Task = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aborted;

pub struct JoinHandle<T> {
    result: oneshot::Receiver<Result<T, Aborted>>,
    abort: Cell<Option<oneshot::Sender<()>>>,
}

pub struct AbortOnDrop<T>(JoinHandle<T>);

pub fn task<F: Future + 'static>(future: F) -> (Task, JoinHandle<F::Output>) {
    let (abort, asked) = oneshot::channel();
    let (sender, result) = oneshot::channel();
    let task = async move {
        let result = {
            let mut future = pin!(future);
            match select(asked, future.as_mut()).await {
                Either::Left(_) => Err(Aborted),
                Either::Right(output) => Ok(output),
            }
        };
        let _ = sender.send(result);
    };
    (Box::pin(task), JoinHandle { result, abort: Cell::new(Some(abort)) })
}

impl<T> JoinHandle<T> {
    pub fn abort(&self) {
        if let Some(abort) = self.abort.take() {
            let _ = abort.send(());
        }
    }

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
