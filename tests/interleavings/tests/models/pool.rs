//! Step 5's pool for blocking jobs.

use interleavings::sync::Arc;
use interleavings::sync::atomic::{AtomicBool, Ordering::Relaxed};
use interleavings::{Precious, deadline, explore, explore_interrupting, thread};

use super::steps::step02_waker::{block_on, oneshot};
use super::steps::step05_multithread::blocking::Pool;
use super::steps::step05_multithread::handle::Shared;
use super::steps::step05_multithread::tasks::task::send_task;
use super::steps::step05_multithread::{Clock, JoinHandle};

/// No job is left behind by a thread that has waited for one for too long.
pub(crate) fn a_job_is_run_though_its_thread_may_be_ending() {
    explore_interrupting(2, || {
        let pool = pool();
        let first = submit(&pool, || 1);
        let clock = thread::spawn(deadline::allow);
        assert_eq!(block_on(first).expect("the pool is open"), 1);
        let second = submit(&pool, || 2);
        assert_eq!(block_on(second).expect("the pool is open"), 2);
        clock.join().expect("it doesn't panic");
        close(&pool);
    });
}

/// Though both look at the same idle thread.
pub(crate) fn jobs_from_two_threads_are_both_run() {
    explore_interrupting(2, || {
        let pool = pool();
        let there = Arc::clone(&pool);
        let thread = thread::spawn(move || submit(&there, || 1));
        let second = submit(&pool, || 2);
        assert_eq!(block_on(second).expect("the pool is open"), 2);
        let first = thread.join().expect("it doesn't panic");
        assert_eq!(block_on(first).expect("the pool is open"), 1);
        close(&pool);
    });
}

/// Nobody is idle who is running a job.
pub(crate) fn a_job_may_wait_for_one_that_comes_later() {
    explore_interrupting(2, || {
        let pool = pool();
        let (sender, receiver) = oneshot::channel();
        let first = submit(&pool, || block_on(receiver));
        let second = submit(&pool, || sender.send(7));
        assert_eq!(block_on(second).expect("the pool is open"), Ok(()));
        assert_eq!(block_on(first).expect("the pool is open"), Ok(7));
        close(&pool);
    });
}

/// Whether the one thread that comes has come yet, when the next job is there: as it
/// begins one, it calls another thread for the next.
pub(crate) fn jobs_that_wait_for_the_next_are_all_run() {
    explore_interrupting(1, || {
        let pool = pool();
        let ((give_2, get_2), (give_3, get_3)) =
            (oneshot::channel(), oneshot::channel());
        let first = submit(&pool, || block_on(get_2));
        let second = submit(&pool, || {
            let _ = give_2.send(block_on(get_3));
        });
        let third = submit(&pool, || give_3.send(7));
        assert_eq!(block_on(first).expect("the pool is open"), Ok(Ok(7)));
        assert_eq!(block_on(second).expect("the pool is open"), ());
        assert_eq!(block_on(third).expect("the pool is open"), Ok(()));
        close(&pool);
    });
}

/// Though the thread that was called for it finds that another one was faster.
pub(crate) fn a_call_that_came_to_nothing_keeps_no_job_waiting() {
    explore_interrupting(1, || {
        let pool = pool();
        let first = submit(&pool, || 1);
        let second = submit(&pool, || 2);
        assert_eq!(block_on(first).expect("the pool is open"), 1);
        assert_eq!(block_on(second).expect("the pool is open"), 2);
        let (sender, receiver) = oneshot::channel();
        let third = submit(&pool, || block_on(receiver));
        let fourth = submit(&pool, || sender.send(7));
        assert_eq!(block_on(third).expect("the pool is open"), Ok(7));
        assert_eq!(block_on(fourth).expect("the pool is open"), Ok(()));
        close(&pool);
    });
}

/// It looks idle, and can't be called any more.
pub(crate) fn a_thread_that_was_called_as_it_timed_out_isnt_awaited() {
    explore_interrupting(2, || {
        let pool = pool();
        deadline::allow();
        for number in 1..4 {
            let job = submit(&pool, move || number);
            assert_eq!(block_on(job).expect("the pool is open"), number);
        }
        close(&pool);
    });
}

/// All threads that there may be (here: three) run jobs that wait for something.
pub(crate) fn a_job_that_no_thread_has_begun_is_dropped_when_the_pool_closes() {
    explore_interrupting(1, || {
        let pool = pool();
        let busy = [busy(&pool), busy(&pool), busy(&pool)];
        let fourth = submit(&pool, || unreachable!("there is a thread for each"));
        pool.pool.close();
        assert!(block_on(fourth).expect_err("no thread").is_cancelled());
        drop(busy);
        pool.pool.wait();
    });
}

pub(crate) fn a_job_beyond_the_limit_is_run_when_another_ends() {
    explore_interrupting(1, || {
        let pool = pool();
        let [first, second, third] = [busy(&pool), busy(&pool), busy(&pool)];
        let fourth = submit(&pool, || 7);
        drop(first);
        assert_eq!(block_on(fourth).expect("the pool is open"), 7);
        drop((second, third));
        close(&pool);
    });
}

/// There may be no other thread for it.
pub(crate) fn a_thread_takes_the_job_that_comes_as_it_times_out() {
    explore_interrupting(1, || {
        let pool = pool();
        let busy = [busy(&pool), busy(&pool)];
        deadline::allow();
        for number in 3..5 {
            let job = submit(&pool, move || number);
            assert_eq!(block_on(job).expect("the pool is open"), number);
        }
        drop(busy);
        close(&pool);
    });
}

/// It is run, or dropped, once, and its handle says which.
pub(crate) fn a_job_for_a_pool_that_closes_is_run_or_dropped() {
    explore_interrupting(5, || {
        let pool = pool();
        let there = Arc::clone(&pool);
        let (job, watch) = Precious::new();
        // No part of the model.
        let over = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let over_there = std::sync::Arc::clone(&over);
        let thread = thread::spawn(move || {
            submit(&there, move || {
                assert!(!over_there.load(Relaxed), "run by a pool that had ended");
                drop(job);
            })
        });
        close(&pool);
        over.store(true, Relaxed);
        let handle = thread.join().expect("it doesn't panic");
        if let Err(error) = block_on(handle) {
            assert!(error.is_cancelled(), "a job is run or dropped");
        }
        assert_eq!(watch.drops(), 1, "a job is run or dropped once");
    });
}

/// Before a thread has come, or too late.
pub(crate) fn a_job_that_is_aborted_is_run_or_dropped() {
    explore(|| {
        let pool = pool();
        let (job, watch) = Precious::new();
        let handle = submit(&pool, move || job);
        handle.abort();
        match block_on(handle) {
            Ok(job) => job.read(),
            Err(error) => assert!(error.is_cancelled(), "it is run or dropped"),
        }
        assert_eq!(watch.drops(), 1, "a job is run or dropped once");
        close(&pool);
    });
}

pub(crate) fn to_close_a_pool_is_to_wait_for_the_job_that_runs() {
    explore(|| {
        let pool = pool();
        let ended = Arc::new(AtomicBool::new(false));
        let there = Arc::clone(&ended);
        let handle = submit(&pool, move || there.store(true, Relaxed));
        close(&pool);
        assert!(handle.is_finished(), "waited, and it still runs");
        let was_run = block_on(handle).is_ok();
        assert_eq!(ended.load(Relaxed), was_run, "ended, and its work isn't seen");
    });
}

/// A pool, and what is around it in a runtime.
fn pool() -> Arc<Shared> {
    let (clock, pool) = (Clock::real(), Pool::default());
    Arc::new(Shared { clock, shared_time: None, pool })
}

fn submit<T: Send + 'static>(
    pool: &Arc<Shared>,
    job: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    let (task, handle) = send_task(async { job() });
    Pool::submit(pool, task);
    handle
}

/// A job that has begun, and runs until what this returns is dropped.
fn busy(pool: &Arc<Shared>) -> oneshot::Sender<()> {
    let (begin, begun) = oneshot::channel();
    let (sender, receiver) = oneshot::channel();
    drop(submit(pool, || {
        let _ = begin.send(());
        block_on(receiver)
    }));
    assert_eq!(block_on(begun), Ok(()));
    sender
}

/// As the end of a runtime does.
fn close(shared: &Shared) {
    if shared.pool.close() {
        shared.pool.wait();
    }
}
