//! Step 5's task, a block of memory with two owners: the task on one thread, and the
//! handle on another.
//!
//! Whoever frees the block touches what is in it, and what is in the output; so loom
//! also sees whether the other owner may still be at it.

use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr;
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use interleavings::sync::Arc;
use interleavings::sync::atomic::{AtomicBool, Ordering::Relaxed};
use interleavings::task::Wake;
use interleavings::{Precious, explore, explore_interrupting, thread};

use super::steps::step02_waker::{Parker, block_on, oneshot, yield_now};
use super::steps::step04_spawn::JoinError;
use super::steps::step05_multithread::tasks::task::{Task, task};
use super::steps::step05_multithread::{JoinHandle, JoinSet, Runtime, spawn};

pub(crate) fn an_output_is_heard_of_on_another_thread() {
    explore(|| {
        let (mut output, watch) = Precious::new();
        let (task, handle) = task(async move {
            yield_now().await;
            output.write();
            output
        });
        let thread = thread::spawn(move || run(task));
        let output = block_on(handle).expect("it isn't aborted");
        output.read();
        assert_eq!(watch.drops(), 0, "dropped, and given out");
        drop(output);
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "an output is dropped once");
    });
}

pub(crate) fn a_dropped_task_is_heard_of_on_another_thread() {
    explore(|| {
        let (future, watch) = Precious::new();
        let (task, handle) = task(async move { drop(future) });
        let thread = thread::spawn(move || drop(task));
        assert!(block_on(handle).expect_err("it was dropped").is_cancelled());
        assert_eq!(watch.drops(), 1, "a future is dropped once");
        thread.join().expect("it doesn't panic");
    });
}

/// Each poll has a waker of its own, and one of them is dropped, or called, just when
/// the handle gives the task the next.
pub(crate) fn the_waker_of_the_latest_poll_is_woken() {
    explore(|| {
        let (task, mut handle) = task(async { 7 });
        let thread = thread::spawn(move || run(task));
        let (first, latest) = (Parker::new(), Parker::new());
        if poll(&mut handle, &first).is_pending()
            && poll(&mut handle, &latest).is_pending()
        {
            latest.park();
            let joined = poll(&mut handle, &latest);
            assert!(matches!(joined, Poll::Ready(Ok(7))), "woken for nothing");
        }
        thread.join().expect("it doesn't panic");
    });
}

/// The task calls what the handle's thread has made just now.
pub(crate) fn who_waits_is_told_by_its_own_waker() {
    struct Told(Precious, Waker);
    impl Wake for Told {
        fn wake(this: Arc<Self>) {
            Self::wake_by_ref(&this);
        }

        fn wake_by_ref(this: &Arc<Self>) {
            this.0.read();
            this.1.wake_by_ref();
        }
    }
    explore(|| {
        let (task, mut handle) = task(async { 7 });
        let thread = thread::spawn(move || run(task));
        let (parker, (memory, watch)) = (Parker::new(), Precious::new());
        let waker = Waker::from(Arc::new(Told(memory, parker.waker())));
        let mut cx = Context::from_waker(&waker);
        if Pin::new(&mut handle).poll(&mut cx).is_pending() {
            parker.park();
            let joined = Pin::new(&mut handle).poll(&mut cx);
            assert!(matches!(joined, Poll::Ready(Ok(7))), "woken for nothing");
        }
        drop((waker, handle));
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "a waker is dropped once");
    });
}

/// With a handle that was polled, and with one that wasn't.
pub(crate) fn an_output_that_nobody_waits_for_is_dropped_once() {
    for polled in [false, true] {
        explore(move || {
            let (output, watch) = Precious::new();
            let (task, mut handle) = task(async move { output });
            let parker = Parker::new();
            if polled {
                assert!(poll(&mut handle, &parker).is_pending(), "it wasn't run");
            }
            let thread = thread::spawn(move || run(task));
            drop(handle);
            thread.join().expect("it doesn't panic");
            assert_eq!(watch.drops(), 1, "an output is dropped once");
        });
    }
}

/// The handle is the last to look, or the task is: which of them frees the block.
pub(crate) fn a_handle_is_polled_and_dropped_while_its_task_ends() {
    explore(|| {
        let (output, watch) = Precious::new();
        let (task, mut handle) = task(async move { output });
        let thread = thread::spawn(move || run(task));
        let output = poll(&mut handle, &Parker::new());
        if output.is_ready() {
            assert_eq!(watch.drops(), 0, "dropped, and given out");
        }
        drop((output, handle));
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "an output is dropped once");
    });
}

pub(crate) fn who_finds_a_task_finished_finds_its_output() {
    explore(|| {
        let (mut output, watch) = Precious::new();
        let (task, mut handle) = task(async move {
            output.write();
            output
        });
        let thread = thread::spawn(move || run(task));
        if handle.is_finished() {
            let Poll::Ready(Ok(output)) = poll(&mut handle, &Parker::new()) else {
                panic!("finished, and has no output");
            };
            output.read();
        }
        drop(handle);
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "an output is dropped once");
    });
}

/// The handle says which: an abort that comes too late changes nothing.
pub(crate) fn an_abort_or_an_output_comes_first() {
    explore(|| {
        let (output, watch) = Precious::new();
        let (task, handle) = task(async move {
            yield_now().await;
            output
        });
        let thread = thread::spawn(move || run(task));
        handle.abort();
        match block_on(handle) {
            Ok(output) => output.read(),
            Err(error) => assert!(error.is_cancelled()),
        }
        assert_eq!(watch.drops(), 1, "an output is dropped once");
        thread.join().expect("it doesn't panic");
    });
}

/// Whoever aborts a task needn't wait for it; nobody frees the block meanwhile.
pub(crate) fn a_task_may_end_while_it_is_aborted_and_detached() {
    explore(|| {
        let (output, watch) = Precious::new();
        let (task, handle) = task(async move { output });
        let thread = thread::spawn(move || run(task));
        handle.abort();
        drop(handle);
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "an output is dropped once");
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
        let thread = thread::spawn(move || match poll_once(&task) {
            Poll::Ready(()) => task.finish(),
            Poll::Pending => drop(task),
        });
        handle.abort();
        assert!(block_on(handle).is_err());
        assert!(gone.load(Relaxed), "joined, and its future is still there");
        thread.join().expect("it doesn't panic");
    });
}

/// A destructor may look at what was said before.
pub(crate) fn what_is_written_before_an_abort_is_seen_by_who_ends() {
    explore(|| {
        let said = Arc::new(AtomicBool::new(false));
        let there = Arc::clone(&said);
        let (task, handle) = task(pending::<()>());
        let thread = thread::spawn(move || match poll_once(&task) {
            Poll::Ready(()) => {
                assert!(there.load(Relaxed), "aborted, and doesn't see why");
                task.finish();
            }
            Poll::Pending => drop(task),
        });
        said.store(true, Relaxed);
        handle.abort();
        drop(handle);
        thread.join().expect("it doesn't panic");
    });
}

/// On its way, when it arrives, and when it waits. From when the loop knows, nobody
/// polls it.
pub(crate) fn an_abort_of_a_task_that_was_sent_is_never_missed() {
    explore_interrupting(3, || {
        let runtime = Runtime::new(1);
        let loop_0 = runtime.handle(0);
        let (sender, receiver) = oneshot::channel();
        let (future, watch) = Precious::new();
        // No part of the model.
        let told = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let told_there = std::sync::Arc::clone(&told);
        let thread = thread::spawn(move || {
            let task = loop_0.spawn(poll_fn(move |_cx| {
                future.read();
                assert!(!told_there.load(Relaxed), "polled after its abort");
                Poll::<()>::Pending
            }));
            task.abort();
            let _ = sender.send(task);
        });
        let joined = runtime.block_on(async {
            let task = receiver.await.expect("it doesn't panic");
            told.store(true, Relaxed);
            task.await
        });
        assert!(joined.expect_err("it is pending").is_cancelled());
        assert_eq!(watch.drops(), 1, "a future is dropped once");
        thread.join().expect("it doesn't panic");
    });
}

/// As by step 4's: whether a task ends by itself or with its loop.
pub(crate) fn a_set_on_another_thread_hears_of_its_task() {
    explore(|| {
        let runtime = Runtime::new(1);
        let thread = runtime.block_on(async {
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

/// The waker that was registered there, the main future's or another, is dropped, or
/// called for nothing.
pub(crate) fn a_handle_that_was_polled_at_home_hears_elsewhere() {
    for foreign in [false, true] {
        explore(move || {
            let (mut output, watch) = Precious::new();
            let thread = Runtime::new(1).block_on(async {
                let mut task = spawn(async move {
                    output.write();
                    output
                });
                poll_at_home(&mut task, foreign).await;
                let thread = thread::spawn(move || {
                    let output = block_on(task).expect("it isn't aborted");
                    output.read();
                });
                yield_now().await;
                thread
            });
            thread.join().expect("it doesn't panic");
            assert_eq!(watch.drops(), 1, "an output is dropped once");
        });
    }
}

pub(crate) fn a_handle_that_was_polled_at_home_is_dropped_elsewhere() {
    for foreign in [false, true] {
        explore(move || {
            let (output, watch) = Precious::new();
            let thread = Runtime::new(1).block_on(async {
                let mut task = spawn(async move { output });
                for _ in 0..2 {
                    poll_at_home(&mut task, foreign).await;
                }
                let thread = thread::spawn(move || drop(task));
                yield_now().await;
                thread
            });
            thread.join().expect("it doesn't panic");
            assert_eq!(watch.drops(), 1, "an output is dropped once");
        });
    }
}

/// Such a task gets its place when it arrives, which its handle may see or not. With a
/// handle that was polled, and with one that wasn't.
pub(crate) fn a_handle_of_a_task_that_was_sent_is_dropped_as_it_ends() {
    for polled in [false, true] {
        explore_interrupting(3, move || {
            let runtime = Runtime::new(1);
            let loop_0 = runtime.handle(0);
            let (output, watch) = Precious::new();
            let thread = thread::spawn(move || {
                let mut task = loop_0.spawn(async move { output });
                if polled
                    && let Poll::Ready(Ok(output)) = poll(&mut task, &Parker::new())
                {
                    output.read();
                }
            });
            runtime.block_on(yield_now());
            drop(runtime);
            thread.join().expect("it doesn't panic");
            assert_eq!(watch.drops(), 1, "an output is dropped once");
        });
    }
}

/// Polled on its way, with a waker that is dropped, or called, on the task's thread.
pub(crate) fn a_handle_that_comes_to_where_its_task_is_hears_of_it() {
    explore_interrupting(3, || {
        let runtime = Runtime::new(1);
        let loop_0 = runtime.handle(0);
        let (sender, receiver) = oneshot::channel();
        let (mut output, watch) = Precious::new();
        let thread = thread::spawn(move || {
            let mut task = loop_0.spawn(async move {
                yield_now().await;
                output.write();
                output
            });
            if poll(&mut task, &Parker::new()).is_pending() {
                let _ = sender.send(task);
            }
        });
        runtime.block_on(async {
            if let Ok(task) = receiver.await {
                task.await.expect("it isn't aborted").read();
            }
        });
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "an output is dropped once");
    });
}

/// Each of two threads has a loop, but only one of them is the task's.
pub(crate) fn a_handle_on_another_loop_hears_of_its_task() {
    explore(|| {
        let (mut output, watch) = Precious::new();
        let thread = Runtime::new(1).block_on(async {
            let task = spawn(async move {
                output.write();
                output
            });
            let thread = thread::spawn(move || {
                let output = Runtime::new(1).block_on(task);
                output.expect("it isn't aborted").read();
            });
            yield_now().await;
            thread
        });
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "an output is dropped once");
    });
}

/// The other loop may have the number that the task's has left.
pub(crate) fn a_handle_on_another_loop_hears_of_the_end_of_its_tasks_loop() {
    explore(|| {
        let (future, watch) = Precious::new();
        let thread = Runtime::new(1).block_on(async {
            let task = spawn(async move {
                let _future = future;
                pending::<()>().await;
            });
            thread::spawn(move || Runtime::new(1).block_on(task))
        });
        let joined = thread.join().expect("it doesn't panic");
        assert!(joined.expect_err("it is pending").is_cancelled());
        assert_eq!(watch.drops(), 1, "a future is dropped once");
    });
}

/// The handle's thread drops the waker, whose destructor is foreign code.
pub(crate) fn an_output_survives_the_panic_of_a_waker_that_comes_too_late() {
    static ORIGINAL: RawWakerVTable = RawWakerVTable::new(
        |_data| RawWaker::new(ptr::null(), &CLONE),
        |_data| {},
        |_data| {},
        |_data| {},
    );
    static CLONE: RawWakerVTable = RawWakerVTable::new(
        |_data| RawWaker::new(ptr::null(), &CLONE),
        |_data| {},
        |_data| {},
        |_data| panic!("a waker is dropped"),
    );
    explore(|| {
        let (output, watch) = Precious::new();
        let (task, mut handle) = task(async move { output });
        let thread = thread::spawn(move || run(task));
        // SAFETY: nothing is behind it.
        let waker = unsafe { Waker::new(ptr::null(), &ORIGINAL) };
        let mut cx = Context::from_waker(&waker);
        let poll = || Pin::new(&mut handle).poll(&mut cx).map(drop);
        let polled = catch_unwind(AssertUnwindSafe(poll));
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(handle)));
        assert!(polled.is_ok() || dropped.is_ok(), "a waker is dropped once");
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "an output is dropped once");
    });
}

/// What its loop does with a task that always wakes itself.
fn run(task: Task) {
    while poll_once(&task).is_pending() {}
    task.finish();
}

fn poll_once(task: &Task) -> Poll<()> {
    // SAFETY: here it is, and the callers know whether it is over.
    unsafe { task.polling() }.poll()
}

/// Polls the handle of a task that hasn't been run, in the main future.
async fn poll_at_home<T>(handle: &mut JoinHandle<T>, foreign: bool) {
    let joined = if foreign {
        poll(handle, &Parker::new())
    } else {
        poll_fn(|cx| Poll::Ready(Pin::new(&mut *handle).poll(cx))).await
    };
    assert!(joined.is_pending(), "it wasn't run");
}

fn poll<T>(
    handle: &mut JoinHandle<T>,
    parker: &Parker,
) -> Poll<Result<T, JoinError>> {
    let waker = parker.waker();
    Pin::new(handle).poll(&mut Context::from_waker(&waker))
}
