//! Loops that are wrong on purpose, each in one respect: a comparison that doesn't see
//! the difference is worth nothing.

use std::cell::RefCell;
use std::future::poll_fn;
use std::iter;
use std::marker::PhantomData;
use std::pin::{Pin, pin};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use step03_timers::{Clock, Timers};
use step04_spawn::{JoinHandle, Key, Parker, QUEUE, Running};
use tests::loops::{BlockOn, Failure, Spawns, Task, Timed};
use tests::ours::{Handle, Step04};
use tests::peers::Tokio;
use tests::schedule::{Loop, QueuedTokio};

/// What is wrong with a loop. `()` is nothing: then the loop below is step 4's.
pub(crate) trait Fault: 'static {
    /// Changes the order of a turn.
    fn reorder(_turn: &mut [Ready]) {}

    /// An abort doesn't wait for the task's turn.
    const ABORTS_AT_ONCE: bool = false;

    /// A joiner hears of the end of a task a turn later than it could.
    const JOINS_LATE: bool = false;
}

/// A task that has come up; or the main future, which the queue doesn't have.
type Ready = (Key, Option<step04_spawn::Task>);

impl Fault for () {}

/// A turn is run from its end: the queue is a stack.
#[derive(Debug)]
pub(crate) struct LastInFirstOut;

impl Fault for LastInFirstOut {
    fn reorder(turn: &mut [Ready]) {
        turn.reverse();
    }
}

/// The main future doesn't stand in the queue, but comes first in every turn.
#[derive(Debug)]
pub(crate) struct MainFirst;

impl Fault for MainFirst {
    fn reorder(turn: &mut [Ready]) {
        turn.sort_by_key(|(key, _task)| *key != Key::MAIN);
    }
}

/// A cancelled task is dropped by the one that cancels it.
#[derive(Debug)]
pub(crate) struct AbortsAtOnce;

impl Fault for AbortsAtOnce {
    const ABORTS_AT_ONCE: bool = true;
}

/// A join takes a turn more, as through `asyncio.shield`.
#[derive(Debug)]
pub(crate) struct JoinsLate;

impl Fault for JoinsLate {
    const JOINS_LATE: bool = true;
}

/// Step 4's loop with a fault.
#[derive(Debug)]
pub(crate) struct Broken<F>(PhantomData<F>);

impl<F: Fault> Loop for Broken<F> {
    type Handle = BrokenHandle<F>;

    fn run(main: impl Future<Output = ()> + 'static) {
        let _running = Running::enter();
        let timers = Timers::enter(Clock::new_virtual());
        let (parker, main_waker) = (Parker::new(), KeyWaker::waker(Key::MAIN));
        QUEUE.with(|queue| {
            let queue = queue.open(1);
            let (mut main, mut cx) = (pin!(main), Context::from_waker(&main_waker));
            loop {
                if queue.is_idle() {
                    let deadline =
                        timers.next_deadline().expect("no deadlock stays unseen");
                    timers.clock().park_until(&parker, deadline);
                }
                timers.fire_due();
                let mut turn = queue.take();
                let ready = iter::from_fn(|| queue.next(&mut turn));
                let mut ready: Vec<_> = ready.collect();
                F::reorder(&mut ready);
                for (key, task) in ready {
                    if let Some(task) = task {
                        queue.run(key, task, |task| {
                            task.poll(&|| KeyWaker::waker(key))
                        });
                    } else if main.as_mut().poll(&mut cx).is_ready() {
                        return;
                    }
                }
            }
        });
    }

    fn now() -> Instant {
        <Step04 as Timed>::now()
    }

    fn sleep(duration: Duration) -> impl Future<Output = ()> {
        <Step04 as BlockOn>::sleep(duration)
    }

    fn yield_now() -> impl Future<Output = ()> {
        <Step04 as BlockOn>::yield_now()
    }

    fn spawn(future: impl Future<Output = String> + 'static) -> Self::Handle {
        let future: LocalFuture = Box::pin(future);
        let future = Rc::new(RefCell::new(Some(future)));
        let weak = Rc::downgrade(&future);
        let task = <Step04 as Spawns>::spawn(poll_fn(move |cx| {
            let mut future = future.borrow_mut();
            let poll = match future.as_mut() {
                Some(future) => future.as_mut().poll(cx),
                None => Poll::Pending, // dropped: the abort is on its way
            };
            if poll.is_ready() {
                *future = None;
            }
            poll
        }));
        let (waited, result, fault) = (false, None, PhantomData);
        BrokenHandle { task, future: weak, waited, result, fault }
    }

    fn timeout<T: Future>(
        limit: Duration,
        future: T,
    ) -> impl Future<Output = Result<T::Output, ()>> {
        <Step04 as Timed>::timeout(limit, future)
    }
}

/// A waker for one thread and one loop.
struct KeyWaker(Key);

impl KeyWaker {
    fn waker(key: Key) -> Waker {
        Waker::from(Arc::new(Self(key)))
    }
}

impl Wake for KeyWaker {
    fn wake(self: Arc<Self>) {
        QUEUE.with(|queue| queue.wake(self.0));
    }
}

type LocalFuture = Pin<Box<dyn Future<Output = String>>>;

pub(crate) struct BrokenHandle<F> {
    task: Handle<JoinHandle<String>>,
    /// The task's own, so that it goes with the task.
    future: Weak<RefCell<Option<LocalFuture>>>,
    waited: bool,
    /// What a late join already knows.
    result: Option<Result<String, Failure>>,
    fault: PhantomData<fn() -> F>,
}

impl<F: Fault> Future for BrokenHandle<F> {
    type Output = Result<String, Failure>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(result) = self.result.take() {
            return Poll::Ready(result);
        }
        let poll = Pin::new(&mut self.task).poll(cx);
        match poll {
            Poll::Ready(result) if F::JOINS_LATE && self.waited => {
                self.result = Some(result);
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            poll => {
                self.waited = poll.is_pending();
                poll
            }
        }
    }
}

impl<F: Fault> Task<String> for BrokenHandle<F> {
    fn abort(&self) {
        if F::ABORTS_AT_ONCE
            && let Some(future) = self.future.upgrade()
        {
            let future = future.take();
            drop(future);
        }
        self.task.abort();
    }

    fn is_finished(&self) -> bool {
        self.task.is_finished()
    }
}

/// tokio with its own `yield_now`: not wrong, but another order.
#[derive(Debug)]
pub(crate) struct TokioYields;

/// tokio with `main` as its main future: not wrong, but another order.
#[derive(Debug)]
pub(crate) struct TokioMain;

macro_rules! tokio {
    ($($name:ty: $run:expr, $yield_now:expr);+) => {$(
        impl Loop for $name {
            type Handle = <QueuedTokio as Loop>::Handle;

            fn run(main: impl Future<Output = ()> + 'static) {
                $run(main);
            }

            fn now() -> Instant {
                <QueuedTokio as Loop>::now()
            }

            fn sleep(duration: Duration) -> impl Future<Output = ()> {
                <QueuedTokio as Loop>::sleep(duration)
            }

            fn yield_now() -> impl Future<Output = ()> {
                $yield_now()
            }

            fn spawn(
                future: impl Future<Output = String> + 'static,
            ) -> Self::Handle {
                <QueuedTokio as Loop>::spawn(future)
            }

            fn timeout<F: Future>(
                limit: Duration,
                future: F,
            ) -> impl Future<Output = Result<F::Output, ()>> {
                <QueuedTokio as Loop>::timeout(limit, future)
            }
        }
    )+};
}

tokio!(
    TokioYields: <QueuedTokio as Loop>::run, <Tokio as BlockOn>::yield_now;
    TokioMain: <Tokio as Timed>::block_on_virtual, <QueuedTokio as Loop>::yield_now
);
