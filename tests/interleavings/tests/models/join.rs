//! Step 4's `task` and `JoinHandle`, with the task on one thread and the handle on
//! another.

use std::future::{pending, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use interleavings::sync::Arc;
use interleavings::sync::atomic::{AtomicBool, Ordering::Relaxed};
use interleavings::{explore, thread};

use super::steps::step02_waker::{Parker, block_on, yield_now};
use super::steps::step04_spawn::{self, JoinSet, task};

pub(crate) fn an_output_is_heard_of_on_another_thread() {
    explore(|| {
        let (task, handle) = task(async {
            yield_now().await;
            7
        });
        let thread = thread::spawn(move || block_on(task));
        assert_eq!(block_on(handle).expect("it isn't aborted"), 7);
        thread.join().expect("it doesn't panic");
    });
}

pub(crate) fn a_dropped_task_is_heard_of_on_another_thread() {
    explore(|| {
        let (task, handle) = task(async {});
        let thread = thread::spawn(move || drop(task));
        assert!(block_on(handle).expect_err("it was dropped").is_cancelled());
        thread.join().expect("it doesn't panic");
    });
}

/// Before the task's first poll, in it, and while the task waits.
pub(crate) fn an_abort_is_never_missed() {
    explore(|| {
        let (task, handle) = task(pending::<()>());
        let thread = thread::spawn(move || block_on(task));
        handle.abort();
        assert!(block_on(handle).expect_err("it is pending").is_cancelled());
        thread.join().expect("it doesn't panic");
    });
}

/// The loop that has the task may change, and its waker with it.
pub(crate) fn an_abort_wakes_the_waker_of_the_latest_poll() {
    explore(|| {
        let (task, handle) = task(pending::<()>());
        let thread = thread::spawn(move || {
            let (first, latest) = (Parker::new(), Parker::new());
            let mut task = pin!(task);
            if poll(task.as_mut(), &first).is_pending()
                && poll(task.as_mut(), &latest).is_pending()
            {
                latest.park();
                assert!(poll(task, &latest).is_ready(), "woken for nothing");
            }
        });
        handle.abort();
        thread.join().expect("it doesn't panic");
    });
}

/// The handle says which: an abort that comes too late changes nothing.
pub(crate) fn an_abort_or_an_output_comes_first() {
    explore(|| {
        let (task, handle) = task(async {
            yield_now().await;
            7
        });
        let thread = thread::spawn(move || block_on(task));
        handle.abort();
        match block_on(handle) {
            Ok(output) => assert_eq!(output, 7),
            Err(error) => assert!(error.is_cancelled()),
        }
        thread.join().expect("it doesn't panic");
    });
}

/// Aborted or not: whoever joins a task sees what its destructors did.
pub(crate) fn the_future_is_gone_when_the_handle_says_so() {
    struct Raise(Arc<AtomicBool>);
    impl Drop for Raise {
        fn drop(&mut self) {
            self.0.store(true, Relaxed);
        }
    }
    explore(|| {
        let gone = Arc::new(AtomicBool::new(false));
        let raise = Raise(Arc::clone(&gone));
        let (task, handle) = task(poll_fn(move |_cx| {
            let _ = &raise;
            Poll::<()>::Pending
        }));
        let thread = thread::spawn(move || block_on(task));
        handle.abort();
        assert!(block_on(handle).is_err());
        assert!(gone.load(Relaxed), "joined, and its future is still there");
        thread.join().expect("it doesn't panic");
    });
}

/// A set that was sent away hears of a task, whether that ends by itself or with its
/// loop.
pub(crate) fn a_set_on_another_thread_hears_of_its_task() {
    explore(|| {
        let thread = step04_spawn::block_on(async {
            let mut set = JoinSet::new();
            set.spawn(async { 7 });
            let join = async move { set.join_next().await };
            let thread = thread::spawn(move || block_on(join));
            yield_now().await;
            thread
        });
        match thread.join().expect("it doesn't panic").expect("the set isn't empty")
        {
            Ok(output) => assert_eq!(output, 7),
            Err(error) => assert!(error.is_cancelled()),
        }
    });
}

fn poll(task: Pin<&mut impl Future<Output = ()>>, parker: &Parker) -> Poll<()> {
    let waker = parker.waker();
    task.poll(&mut Context::from_waker(&waker))
}
