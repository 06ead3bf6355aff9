//! tokio and smol, as the contracts see them.

use std::any::Any;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use futures::FutureExt;
use tokio::runtime::{Builder, LocalOptions, LocalRuntime};

use crate::loops::{
    BlockOn, Failure, Groups, LocalFuture, Sends, SideBySide, Spawns, Task, Timed,
    Wakes,
};
use crate::on_purpose::message_of;

/// tokio's loop for one thread: a runtime for each `block_on`, so that tasks that
/// are left end with it.
#[derive(Debug)]
pub struct Tokio;

impl Tokio {
    fn runtime(paused: bool) -> LocalRuntime {
        Builder::new_current_thread()
            .enable_time()
            .start_paused(paused)
            .build_local(LocalOptions::default())
            .expect("a runtime without I/O asks nothing of the system")
    }
}

impl BlockOn for Tokio {
    fn block_on<F: Future>(future: F) -> F::Output {
        Self::runtime(false).block_on(future)
    }

    fn yield_now() -> impl Future<Output = ()> + Send + 'static {
        tokio::task::yield_now()
    }

    async fn sleep(duration: Duration) {
        // Made at the first poll, since from here the time counts.
        tokio::time::sleep(duration).await;
    }
}

impl SideBySide for Tokio {
    fn run_all(futures: Vec<LocalFuture>) {
        run_all::<Self>(futures);
    }
}

impl Wakes for Tokio {
    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        run::<Self, F>(future)
    }
}

fn run_all<L: Spawns>(futures: Vec<LocalFuture>) {
    L::block_on(async {
        let tasks: Vec<_> = futures.into_iter().map(L::spawn).collect();
        for task in tasks {
            task.await.expect("the task has an output");
        }
    });
}

fn run<L: Spawns, F>(future: F) -> F::Output
where
    F: Future<Output: 'static> + 'static,
{
    let task = async { L::spawn(future).await };
    L::block_on(task).expect("the task has an output")
}

impl Timed for Tokio {
    fn block_on_virtual<F: Future>(future: F) -> F::Output {
        Self::runtime(true).block_on(future)
    }

    fn now() -> Instant {
        tokio::time::Instant::now().into_std()
    }

    async fn sleep_until(deadline: Instant) {
        tokio::time::sleep_until(deadline.into()).await;
    }

    async fn timeout<F: Future>(
        limit: Duration,
        future: F,
    ) -> Result<F::Output, ()> {
        let result = tokio::time::timeout(limit, future).await;
        result.map_err(|_elapsed| ())
    }

    type Interval = tokio::time::Interval;

    fn interval(period: Duration) -> Self::Interval {
        tokio::time::interval(period)
    }

    async fn tick(interval: &mut Self::Interval) -> Instant {
        interval.tick().await.into_std()
    }
}

/// A join handle of tokio.
#[derive(Debug)]
pub struct TokioHandle<T>(tokio::task::JoinHandle<T>);

impl<T> Future for TokioHandle<T> {
    type Output = Result<T, Failure>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let result = Pin::new(&mut self.0).poll(cx);
        result.map(|result| result.map_err(failure))
    }
}

impl<T> Task<T> for TokioHandle<T> {
    fn abort(&self) {
        self.0.abort();
    }

    fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

fn failure(error: tokio::task::JoinError) -> Failure {
    match error.try_into_panic() {
        Ok(payload) => Failure::Panicked(message_of(&*payload)),
        Err(_cancelled) => Failure::Cancelled,
    }
}

impl Spawns for Tokio {
    type Handle<T: 'static> = TokioHandle<T>;

    fn spawn<F>(future: F) -> TokioHandle<F::Output>
    where
        F: Future<Output: 'static> + 'static,
    {
        TokioHandle(tokio::task::spawn_local(future))
    }
}

impl Groups for Tokio {
    type Set<T: 'static> = tokio::task::JoinSet<T>;

    fn set<T: 'static>() -> Self::Set<T> {
        tokio::task::JoinSet::new()
    }

    fn spawn_in<T, F>(set: &mut Self::Set<T>, future: F)
    where
        F: Future<Output = T> + 'static,
        T: 'static,
    {
        set.spawn_local(future);
    }

    async fn join_next<T: 'static>(
        set: &mut Self::Set<T>,
    ) -> Option<Result<T, Failure>> {
        // Without tokio's budget, which now and then makes a result wait.
        let result = tokio::task::unconstrained(set.join_next()).await;
        result.map(|result| result.map_err(failure))
    }

    fn abort_all<T: 'static>(set: &mut Self::Set<T>) {
        set.abort_all();
    }

    fn len<T: 'static>(set: &Self::Set<T>) -> usize {
        set.len()
    }
}

impl Sends for Tokio {
    type Remote = tokio::runtime::Handle;
    type SentHandle<T: Send + 'static> = TokioHandle<T>;

    fn remote() -> Self::Remote {
        tokio::runtime::Handle::current()
    }

    fn spawn_on<F>(remote: &Self::Remote, future: F) -> TokioHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        TokioHandle(remote.spawn(future))
    }
}

/// smol's executor for one thread, driven by its `block_on`.
#[derive(Debug)]
pub struct Smol;

thread_local! {
    /// smol has no current executor, so this is where `spawn` finds it.
    static EXECUTOR: RefCell<Option<Rc<smol::LocalExecutor<'static>>>> =
        const { RefCell::new(None) };
}

impl BlockOn for Smol {
    fn block_on<F: Future>(future: F) -> F::Output {
        /// Ends the executor, also when the future panics.
        struct Leave;
        impl Drop for Leave {
            fn drop(&mut self) {
                // Taken out first: the tasks' destructors may look here.
                let executor = EXECUTOR.take();
                drop(executor);
            }
        }
        let executor = Rc::new(smol::LocalExecutor::new());
        EXECUTOR.set(Some(Rc::clone(&executor)));
        let _leave = Leave;
        smol::block_on(executor.run(future))
    }

    fn yield_now() -> impl Future<Output = ()> + Send + 'static {
        smol::future::yield_now()
    }

    async fn sleep(duration: Duration) {
        smol::Timer::after(duration).await;
    }
}

impl SideBySide for Smol {
    fn run_all(futures: Vec<LocalFuture>) {
        run_all::<Self>(futures);
    }
}

impl Wakes for Smol {
    fn run<F: Future<Output: 'static> + 'static>(future: F) -> F::Output {
        run::<Self, F>(future)
    }
}

impl Spawns for Smol {
    type Handle<T: 'static> = SmolHandle<T>;

    fn spawn<F>(future: F) -> SmolHandle<F::Output>
    where
        F: Future<Output: 'static> + 'static,
    {
        let executor = EXECUTOR.with_borrow(Clone::clone);
        let executor = executor.expect("smol's executor runs on this thread");
        let task = executor.spawn(future);
        SmolHandle { state: RefCell::new(Some(State::Running(task))) }
    }
}

/// A task of smol, which is cancelled by dropping it: here it is detached instead.
pub struct SmolHandle<T> {
    /// `None` when it has given its result.
    state: RefCell<Option<State<T>>>,
}

enum State<T> {
    Running(smol::Task<T>),
    Cancelling(Cancelling<T>),
    /// Over, when it was cancelled.
    Over(Result<T, Failure>),
}

// The result is moved about, and never polled in place.
impl<T> Unpin for SmolHandle<T> {}

type Cancelling<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

impl<T: 'static> Future for SmolHandle<T> {
    type Output = Result<T, Failure>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.state.borrow_mut();
        match state.take() {
            None => panic!("this handle has given its result"),
            Some(State::Running(mut task)) => {
                let caught = AssertUnwindSafe(&mut task).catch_unwind();
                let result = pin!(caught).poll(cx).map(|it| it.map_err(failed));
                if result.is_pending() {
                    *state = Some(State::Running(task));
                }
                result
            }
            Some(State::Cancelling(mut task)) => {
                let result = task.as_mut().poll(cx);
                if result.is_pending() {
                    *state = Some(State::Cancelling(task));
                }
                result
            }
            Some(State::Over(result)) => Poll::Ready(result),
        }
    }
}

fn failed(payload: Box<dyn Any + Send>) -> Failure {
    Failure::Panicked(message_of(&*payload))
}

impl<T: 'static> Task<T> for SmolHandle<T> {
    fn abort(&self) {
        let state = self.state.take();
        let Some(State::Running(task)) = state else {
            self.state.replace(state);
            return;
        };
        let mut cancelling: Cancelling<T> = Box::pin(async {
            let cancelled = AssertUnwindSafe(task.cancel()).catch_unwind().await;
            cancelled.map_err(failed)?.ok_or(Failure::Cancelled)
        });
        // smol cancels at the first poll.
        let cx = &mut Context::from_waker(Waker::noop());
        let state = match cancelling.as_mut().poll(cx) {
            Poll::Ready(result) => State::Over(result),
            Poll::Pending => State::Cancelling(cancelling),
        };
        self.state.replace(Some(state));
    }

    fn is_finished(&self) -> bool {
        match &*self.state.borrow() {
            Some(State::Running(task)) => task.is_finished(),
            _ => true,
        }
    }
}

impl<T> Drop for SmolHandle<T> {
    fn drop(&mut self) {
        if let Some(State::Running(task)) = self.state.take() {
            task.detach();
        }
    }
}

impl<T> std::fmt::Debug for SmolHandle<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmolHandle").finish_non_exhaustive()
    }
}
