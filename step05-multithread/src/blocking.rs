use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::mem;
use std::ptr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex, MutexGuard};
use step03_timers::contain;

use crate::handle::Shared;
use crate::shared_time::{Awake, EnteredTime};
use crate::tasks::task::SendTask;
use crate::{Handle, JoinHandle};

/// How many threads a pool has at most. Jobs beyond that wait for one.
const MOST_THREADS: usize = 512;

/// How long a thread waits for its next job before it ends.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

thread_local! {
    /// The pool that this thread belongs to.
    static POOL: Cell<*const Pool> = const { Cell::new(ptr::null()) };
}

/// Runs a blocking call on a thread of its own, so that the loop goes on meanwhile.
///
/// The threads come from a pool of at most 512, and end after ten seconds without a
/// job. A job that has begun can't be stopped: aborting its handle, or dropping the
/// future that awaits it, has no effect on it. A job that was aborted before it
/// began is dropped when its turn comes, and one that hasn't begun when the runtime
/// ends is dropped then.
///
/// The counterpart of `loop.run_in_executor` and `asyncio.to_thread`; the name is
/// tokio's.
///
/// # Panics
///
/// When no loop of a runtime is running on this thread, or the system has no
/// thread to give.
///
/// # Examples
///
/// ```
/// use step05_multithread::{Runtime, spawn_blocking};
///
/// let length = Runtime::new(1).block_on(async {
///     let job = spawn_blocking(|| std::fs::read("Cargo.toml").map(|text| text.len()));
///     job.await.expect("it neither panics nor is aborted")
/// });
/// assert!(length.expect("the file is there") > 0);
/// ```
#[track_caller]
pub fn spawn_blocking<T: Send + 'static>(
    job: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    Handle::current().spawn_blocking(job)
}

/// The threads for blocking jobs.
///
/// While jobs wait, one more thread is on its way: an idle one that was told, or a new
/// one. When it takes its first job, and there are more, it calls the next. So a job
/// never waits for another one to end, but a thousand short ones, which two threads
/// can do in the time that the third takes to come, don't start a thousand threads.
#[derive(Default)]
pub(crate) struct Pool {
    state: Mutex<State>,
    /// A thread is called, or the pool is closed.
    changed: Condvar,
    /// The last thread has ended.
    ended: Condvar,
}

#[derive(Default)]
struct State {
    closed: bool,
    jobs: VecDeque<Job>,
    threads: usize,
    /// One was called, or started, and hasn't looked for a job yet.
    one_comes: bool,
}

struct Job {
    /// Done at its first poll.
    task: SendTask,
    /// Until the job is over, virtual time waits for it.
    awake: Option<Awake>,
}

impl Job {
    fn run(self) {
        let time = self.awake.as_ref().map(|awake| Arc::clone(&awake.time));
        let _time = EnteredTime::enter(time);
        self.task.run();
    }
}

impl Pool {
    /// Gives a job to the pool; drops it if that is closed.
    #[track_caller]
    pub(crate) fn submit(shared: &Arc<Shared>, task: SendTask) {
        let job = Job { task, awake: shared.shared_time.as_ref().map(Awake::new) };
        let mut state = shared.pool.state.lock();
        if state.closed {
            drop(state);
            drop(job); // foreign, so the lock is open again
            return;
        }
        state.jobs.push_back(job);
        if let Err(error) = Self::call_one(shared, state) {
            let mut state = shared.pool.state.lock();
            if state.threads == 0 {
                // This job would wait for ever, and so would those that came meanwhile.
                let jobs = mem::take(&mut state.jobs);
                drop(state);
                drop(jobs);
                panic!("the system has no thread for a blocking job: {error}");
            }
        }
    }

    /// Makes sure that one thread is on its way if there are jobs.
    fn call_one(
        shared: &Arc<Shared>,
        mut state: MutexGuard<'_, State>,
    ) -> io::Result<()> {
        if state.one_comes || state.jobs.is_empty() {
            return Ok(());
        }
        if shared.pool.changed.notify_one() {
            state.one_comes = true;
        } else if state.threads < MOST_THREADS {
            state.one_comes = true;
            state.threads += 1;
            drop(state); // to start a thread takes a while
            let pool = Arc::clone(shared);
            let thread = thread::Builder::new().name("blocking".to_owned());
            if let Err(error) = thread.spawn(move || Self::work(&pool)) {
                let mut state = shared.pool.state.lock();
                state.one_comes = false;
                state.threads -= 1;
                return Err(error);
            }
        }
        Ok(())
    }

    /// What each thread does.
    fn work(shared: &Arc<Shared>) {
        let pool = &shared.pool;
        POOL.set(pool);
        let mut was_called = true;
        let mut state = pool.state.lock();
        loop {
            if was_called {
                state.one_comes = false;
            }
            if let Some(job) = state.jobs.pop_front() {
                // If there is no thread to be had, those that there are will have to do.
                let _ = Self::call_one(shared, state);
                contain(|| job.run());
                was_called = false;
                state = pool.state.lock();
                continue;
            }
            if state.closed {
                break;
            }
            let timed_out =
                pool.changed.wait_for(&mut state, KEEP_ALIVE).timed_out();
            if timed_out && state.jobs.is_empty() {
                break;
            }
            was_called = !timed_out;
        }
        state.threads -= 1;
        if state.threads == 0 {
            pool.ended.notify_all();
        }
    }

    /// Drops the jobs that haven't begun, and takes no more. Returns whether there are
    /// threads left to wait for.
    pub(crate) fn close(&self) -> bool {
        let mut state = self.state.lock();
        state.closed = true;
        if state.threads == 0 {
            return false; // nor are there jobs, unless they are being dropped already
        }
        let jobs = mem::take(&mut state.jobs);
        drop(state);
        self.changed.notify_all();
        drop(jobs); // foreign, so the lock is open again
        true
    }

    /// Waits for the jobs that have begun, when the pool is closed.
    pub(crate) fn wait(&self) {
        let mut state = self.state.lock();
        while state.threads > 0 {
            self.ended.wait(&mut state);
        }
    }

    /// Whether this thread is one of the pool's.
    pub(crate) fn is_here(&self) -> bool {
        ptr::eq(POOL.get(), self)
    }
}
