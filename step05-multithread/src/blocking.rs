use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use crossbeam::channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use crossbeam::sync::WaitGroup;
use parking_lot::Mutex;
use step04_spawn::JoinHandle;

use crate::Handle;
use crate::virtual_time::{Awake, EnteredTime, VirtualTime};

/// How many threads a pool has at most. Jobs beyond that wait for one.
const MOST_THREADS: usize = 512;

/// How long a thread waits for its next job before it ends.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

thread_local! {
    /// The pool that this thread works for.
    static EMPLOYER: Cell<*const Pool> = const { Cell::new(ptr::null()) };
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
    staff: Mutex<Staff>,
    jobs: Receiver<Job>,
}

struct Staff {
    /// `None` when the pool is closed.
    sender: Option<Sender<Job>>,
    threads: usize,
    /// Idle threads, less the jobs on their way to one.
    spare: isize,
    /// Each thread has a clone; what is left waits until all of those are gone.
    working: WaitGroup,
}

struct Job {
    /// A task that is done at its first poll.
    task: Pin<Box<dyn Future<Output = ()> + Send>>,
    time: Option<Arc<VirtualTime>>,
    /// Until the job is over, virtual time waits for it.
    _awake: Option<Awake>,
}

impl Job {
    fn run(mut self) {
        let _time = EnteredTime::enter(self.time.take());
        let done = self.task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        debug_assert!(done.is_ready(), "a blocking job has nothing to await");
    }

    /// Drops the job. Its destructors are foreign, and may panic.
    fn discard(self) {
        let _ = catch_unwind(AssertUnwindSafe(|| drop(self)));
    }
}

impl Pool {
    pub(crate) fn new() -> Self {
        let (sender, jobs) = unbounded();
        let staff = Staff {
            sender: Some(sender),
            threads: 0,
            spare: 0,
            working: WaitGroup::new(),
        };
        Self { staff: Mutex::new(staff), jobs }
    }

    /// Gives a job to an idle thread, or to a new one; drops it if the pool is
    /// closed.
    pub(crate) fn submit(
        self: &Arc<Self>,
        task: Pin<Box<dyn Future<Output = ()> + Send>>,
        time: Option<&Arc<VirtualTime>>,
    ) {
        let job = Job { task, time: time.cloned(), _awake: time.map(Awake::new) };
        let mut staff = self.staff.lock();
        let Some(sender) = staff.sender.clone() else {
            drop(staff);
            job.discard();
            return;
        };
        if staff.spare <= 0 && staff.threads < MOST_THREADS {
            let (pool, working) = (Arc::clone(self), staff.working.clone());
            let thread = thread::Builder::new().name("blocking".to_owned());
            match thread.spawn(move || pool.work(working)) {
                Ok(_detached) => {
                    staff.threads += 1;
                    staff.spare += 1;
                }
                // The threads that there are will have to do.
                Err(_) if staff.threads > 0 => {}
                Err(error) => {
                    drop(staff);
                    panic!("the system has no thread for a blocking job: {error}");
                }
            }
        }
        staff.spare -= 1;
        drop(staff);
        sender.send(job).expect("the pool itself holds a receiver");
    }

    /// What each thread does.
    fn work(&self, _working: WaitGroup) {
        EMPLOYER.set(self);
        loop {
            match self.jobs.recv_timeout(KEEP_ALIVE) {
                Ok(job) => {
                    let is_open = self.staff.lock().sender.is_some();
                    if is_open {
                        job.run()
                    } else {
                        job.discard()
                    }
                    self.staff.lock().spare += 1;
                }
                Err(RecvTimeoutError::Timeout) => {
                    let mut staff = self.staff.lock();
                    // If nobody is to spare, there is a job on its way to us.
                    if staff.spare > 0 {
                        staff.spare -= 1;
                        staff.threads -= 1;
                        return;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Drops the jobs that haven't begun, and waits for those that have; except on
    /// one of the pool's own threads, which can't wait for itself.
    pub(crate) fn close(&self) {
        let mut staff = self.staff.lock();
        let sender = staff.sender.take();
        let working = std::mem::take(&mut staff.working);
        drop(staff);
        drop(sender);
        while let Ok(job) = self.jobs.try_recv() {
            job.discard();
        }
        if !ptr::eq(EMPLOYER.get(), self) {
            working.wait();
        }
    }
}
