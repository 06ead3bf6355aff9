use std::cell::Cell;
use std::pin::Pin;
use std::ptr;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use crossbeam::channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use crossbeam::sync::WaitGroup;
use parking_lot::Mutex;
use step03_timers::contain;
use step04_spawn::JoinHandle;

use crate::Handle;
use crate::shared_time::{Awake, EnteredTime, SharedTime};

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
pub(crate) struct Pool {
    workers: Mutex<Workers>,
    jobs: Receiver<Job>,
}

struct Workers {
    /// `None` when the pool is closed.
    sender: Option<Sender<Job>>,
    threads: usize,
    /// Threads that wait for a job, less the jobs that wait for a thread.
    idle: isize,
    /// Each thread has a clone; to wait for this one is to wait for them.
    running: WaitGroup,
}

struct Job {
    /// A task that is done at its first poll.
    task: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Until the job is over, virtual time waits for it.
    awake: Option<Awake>,
}

impl Job {
    fn run(mut self) {
        let time = self.awake.as_ref().map(|awake| Arc::clone(&awake.time));
        let _time = EnteredTime::enter(time);
        let done = self.task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        debug_assert!(done.is_ready(), "a blocking job has nothing to await");
    }
}

impl Pool {
    pub(crate) fn new() -> Self {
        let (sender, jobs) = unbounded();
        let workers = Workers {
            sender: Some(sender),
            threads: 0,
            idle: 0,
            running: WaitGroup::new(),
        };
        Self { workers: Mutex::new(workers), jobs }
    }

    /// Gives a job to an idle thread, or to a new one; drops it if the pool is
    /// closed.
    pub(crate) fn submit(
        self: &Arc<Self>,
        task: Pin<Box<dyn Future<Output = ()> + Send>>,
        time: Option<&Arc<SharedTime>>,
    ) {
        let job = Job { task, awake: time.map(Awake::new) };
        let mut workers = self.workers.lock();
        let Some(sender) = workers.sender.clone() else {
            drop(workers);
            contain(|| drop(job)); // foreign, so the lock is open again
            return;
        };
        if workers.idle <= 0 && workers.threads < MOST_THREADS {
            let (pool, running) = (Arc::clone(self), workers.running.clone());
            let thread = thread::Builder::new().name("blocking".to_owned());
            match thread.spawn(move || pool.work(running)) {
                Ok(_detached) => {
                    workers.threads += 1;
                    workers.idle += 1;
                }
                // The threads that there are will have to do.
                Err(_) if workers.threads > 0 => {}
                Err(error) => {
                    drop(workers);
                    panic!("the system has no thread for a blocking job: {error}");
                }
            }
        }
        workers.idle -= 1;
        drop(workers);
        sender.send(job).expect("the pool itself holds a receiver");
    }

    /// What each thread does.
    fn work(&self, _running: WaitGroup) {
        POOL.set(self);
        loop {
            match self.jobs.recv_timeout(KEEP_ALIVE) {
                Ok(job) => {
                    let is_open = self.workers.lock().sender.is_some();
                    contain(|| if is_open { job.run() } else { drop(job) });
                    self.workers.lock().idle += 1;
                }
                Err(RecvTimeoutError::Timeout) => {
                    let mut workers = self.workers.lock();
                    // If nobody is idle, there is a job on its way to us.
                    if workers.idle > 0 {
                        workers.idle -= 1;
                        workers.threads -= 1;
                        return;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Drops the jobs that haven't begun. To wait for what is returned is to wait for
    /// those that have.
    pub(crate) fn close(&self) -> WaitGroup {
        let mut workers = self.workers.lock();
        let sender = workers.sender.take();
        let running = std::mem::take(&mut workers.running);
        drop(workers);
        drop(sender);
        while let Ok(job) = self.jobs.try_recv() {
            contain(|| drop(job));
        }
        running
    }

    /// Whether this thread is one of the pool's.
    pub(crate) fn is_here(&self) -> bool {
        ptr::eq(POOL.get(), self)
    }
}
