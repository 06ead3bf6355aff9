//! Step 5's pool for blocking jobs.

use std::pin::Pin;

use interleavings::sync::Arc;
use interleavings::sync::atomic::{AtomicBool, Ordering::Relaxed};
use interleavings::{Precious, deadline, explore, explore_interrupting, thread};

use super::steps::step02_waker::{block_on, oneshot};
use super::steps::step04_spawn::{JoinHandle, task};
use super::steps::step05_multithread::blocking::Pool;

/// No job is left behind by a thread that has waited for one for too long.
pub(crate) fn a_job_is_run_though_its_thread_may_be_ending() {
    explore_interrupting(2, || {
        let pool = Arc::new(Pool::new());
        let first = submit(&pool, || 1);
        let clock = thread::spawn(deadline::allow);
        assert_eq!(block_on(first).expect("the pool is open"), 1);
        let second = submit(&pool, || 2);
        assert_eq!(block_on(second).expect("the pool is open"), 2);
        clock.join().expect("it doesn't panic");
        pool.close().wait();
    });
}

/// Though both look at the same idle thread.
pub(crate) fn jobs_from_two_threads_are_both_run() {
    explore_interrupting(2, || {
        let pool = Arc::new(Pool::new());
        let there = Arc::clone(&pool);
        let thread = thread::spawn(move || submit(&there, || 1));
        let second = submit(&pool, || 2);
        assert_eq!(block_on(second).expect("the pool is open"), 2);
        let first = thread.join().expect("it doesn't panic");
        assert_eq!(block_on(first).expect("the pool is open"), 1);
        pool.close().wait();
    });
}

/// Nobody is idle who is running a job.
pub(crate) fn a_job_may_wait_for_one_that_comes_later() {
    explore_interrupting(2, || {
        let pool = Arc::new(Pool::new());
        let (sender, receiver) = oneshot::channel();
        let first = submit(&pool, || block_on(receiver));
        let second = submit(&pool, || sender.send(7));
        assert_eq!(block_on(second).expect("the pool is open"), Ok(()));
        assert_eq!(block_on(first).expect("the pool is open"), Ok(7));
        pool.close().wait();
    });
}

/// It is run, or dropped, once, and its handle says which.
pub(crate) fn a_job_for_a_pool_that_closes_is_run_or_dropped() {
    explore_interrupting(5, || {
        let pool = Arc::new(Pool::new());
        let there = Arc::clone(&pool);
        let (job, watch) = Precious::new();
        let thread = thread::spawn(move || submit(&there, move || drop(job)));
        pool.close().wait();
        let handle = thread.join().expect("it doesn't panic");
        if let Err(error) = block_on(handle) {
            assert!(error.is_cancelled(), "a job is run or dropped");
        }
        assert_eq!(watch.drops(), 1, "a job is run or dropped once");
    });
}

pub(crate) fn to_close_a_pool_is_to_wait_for_the_job_that_runs() {
    explore(|| {
        let pool = Arc::new(Pool::new());
        let ended = Arc::new(AtomicBool::new(false));
        let there = Arc::clone(&ended);
        let handle = submit(&pool, move || there.store(true, Relaxed));
        pool.close().wait();
        assert!(handle.is_finished(), "waited, and it still runs");
        let was_run = block_on(handle).is_ok();
        assert_eq!(ended.load(Relaxed), was_run, "ended, and its work isn't seen");
    });
}

fn submit<T: Send + 'static>(
    pool: &Arc<Pool>,
    job: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    let (task, handle) = task(async { job() });
    let task: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(task);
    Pool::submit(pool, task, None);
    handle
}
