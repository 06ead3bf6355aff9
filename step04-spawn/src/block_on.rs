use std::panic::Location;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use step02_waker::{Parker, Running};
use step03_timers::{Clock, Timers};

use crate::task::QUEUE;
use crate::task_waker::TaskWaker;
use crate::{Inbox, Key, SlowPolls};

/// Runs a future to its end on the current thread, and beside it every task that
/// is [spawned](crate::spawn) meanwhile. Returns the future's output.
///
/// Tasks that aren't done by then are dropped, on this thread: like the end of
/// `asyncio.run`, which cancels them.
///
/// The future stands in the run queue like any task. A turn runs what was ready
/// when it began, first in, first out; what is woken meanwhile runs in the next
/// turn.
///
/// # Panics
///
/// When a loop is running on this thread already; and when the future panics, the
/// panic passes through. (A panic in a task goes to whoever joins it.)
///
/// # Examples
///
/// ```
/// assert_eq!(step04_spawn::block_on(async { 40 + 2 }), 42);
/// ```
#[track_caller]
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    block_on_with(Clock::real(), future)
}

/// Like [`block_on`], on a clock of the caller's choice.
///
/// # Panics
///
/// As [`block_on`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step04_spawn::{Clock, block_on_with, sleep, spawn};
///
/// let result = block_on_with(Clock::new_virtual(), async {
///     spawn(sleep(Duration::from_secs(3600))).await // returns at once
/// });
/// assert!(result.is_ok());
/// ```
#[track_caller]
pub fn block_on_with<F: IntoFuture>(clock: Clock, future: F) -> F::Output {
    let (_running, _watching) = (Running::enter(), SlowPolls::enter());
    let (parker, timers) = (Parker::new(), Timers::enter(clock));
    let inbox = Arc::new(Inbox::new(parker.waker()));
    let here = Location::caller();
    QUEUE.with(|queue| {
        let queue = queue.open(TaskWaker::home(&inbox));
        let waker = |task| TaskWaker::waker(task, &inbox);
        let main_waker = waker(Key::MAIN);
        let mut main = pin!(future.into_future());
        let mut cx = Context::from_waker(&main_waker);
        let mut mail = Vec::new();
        loop {
            if queue.is_idle() {
                match timers.next_deadline() {
                    Some(deadline) => timers.clock().park_until(&parker, deadline),
                    None => parker.park(),
                }
            }
            if !inbox.is_empty() {
                inbox.take(&mut mail);
                mail.drain(..).for_each(|waker| waker.deliver(&queue));
            }
            timers.fire_due();
            let mut turn = queue.take();
            while let Some((key, task)) = queue.next(&mut turn) {
                if let Some(task) = task {
                    queue.run(key, task, |task| task.poll(&|| waker(key)));
                    continue;
                }
                let poll = SlowPolls::watch(here, || main.as_mut().poll(&mut cx));
                if let Poll::Ready(output) = poll {
                    return output;
                }
            }
        }
    })
}
