//! What a set of tasks does while somebody else's code runs.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::mpsc;
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};
use std::thread;
use std::time::Duration;

use step04_spawn::{HandleSet, JoinError, Spawned};

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    /// The one task of the set. It runs when somebody polls it from here.
    static TASK: RefCell<Option<Task>> = const { RefCell::new(None) };
}

fn run_the_task() {
    let task = TASK.take();
    if let Some(mut task) = task {
        let _ = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
}

/// Waits for the task as long as it is there.
struct Handle;

impl Future for Handle {
    type Output = Result<(), JoinError>;

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Self::Output> {
        let waits = TASK.with_borrow(Option::is_some);
        if waits { Poll::Pending } else { Poll::Ready(Ok(())) }
    }
}

impl Spawned for Handle {
    type Value = ();

    fn spawn(future: impl Future<Output = ()> + 'static) -> Self {
        TASK.set(Some(Box::pin(future)));
        Self
    }

    fn abort(&self) {}
}

/// A waker whose clone lets the task run, as a waker's owner may do anything at all.
fn waker_that_runs_the_task() -> Waker {
    const TABLE: RawWakerVTable = RawWakerVTable::new(
        |_| {
            run_the_task();
            RawWaker::new(std::ptr::null(), &TABLE)
        },
        |_| {},
        |_| {},
        |_| {},
    );
    // SAFETY: none of the functions looks at the pointer, and none needs a thread.
    unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), &TABLE)) }
}

/// The lock on the set's waker was held while the new waker was cloned; so a task that
/// ended meanwhile waited for it, on the same thread, for ever.
#[test]
fn a_waker_is_not_cloned_under_the_lock() {
    let (sender, joined) = mpsc::channel();
    thread::spawn(move || {
        let mut set = HandleSet::<Handle>::new();
        set.spawn(async {});
        let waker = waker_that_runs_the_task();
        let mut next = pin!(poll_fn(|cx| pin!(set.join_next()).poll(cx)));
        let next = next.as_mut().poll(&mut Context::from_waker(&waker));
        let _ = sender.send(next.is_ready());
    });
    let joined = joined.recv_timeout(Duration::from_secs(20));
    assert_eq!(joined, Ok(true), "the task has ended, and is joined");
}
