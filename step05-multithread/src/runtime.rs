use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use step02_waker::{Running, oneshot};
use step03_timers::Clock;

use crate::blocking::Pool;
use crate::event_loop::EventLoop;
use crate::handle::Shared;
use crate::shared_time::{Awake, SharedTime};
use crate::{Handle, JoinHandle};

/// Several loops, each on a thread of its own, and a pool of threads for calls that
/// block.
///
/// Loop 0 runs on whichever thread calls [`block_on`](Self::block_on), for as long
/// as that call lasts, like the loop of step 4. The others run on threads of the
/// runtime until it is shut down. A task stays on its loop: nothing is stolen, so
/// how evenly the work is spread is up to where it is spawned.
///
/// # Examples
///
/// ```
/// use step05_multithread::Runtime;
///
/// let runtime = Runtime::new(2);
/// let squares: Vec<_> = (1..=4).map(|n| runtime.spawn(async move { n * n })).collect();
/// let sum = runtime.block_on(async {
///     let mut sum = 0;
///     for square in squares {
///         sum += square.await.expect("it neither panics nor is aborted");
///     }
///     sum
/// });
/// assert_eq!(sum, 30);
/// ```
pub struct Runtime {
    /// `None` once the runtime is shut down.
    loop_0: Option<EventLoop>,
    /// Loop 0 is running, on some thread.
    loop_0_runs: AtomicBool,
    /// Of the other loops.
    threads: Vec<Thread>,
    /// Where the next task of [`spawn`](Runtime::spawn) goes, modulo the loops.
    next: AtomicUsize,
    shared: Arc<Shared>,
    /// The thread that has the runtime, as the virtual time sees it.
    awake: Option<Awake>,
}

struct Thread {
    handle: Handle,
    /// Ends the loop's main future, and so the loop.
    stop: oneshot::Sender<()>,
    thread: thread::JoinHandle<()>,
}

impl Runtime {
    /// Starts `loops` loops: one for this thread, and a thread for each of the
    /// others.
    ///
    /// # Panics
    ///
    /// When `loops` is zero, when the process has 4,095 loops already, or when the
    /// system has no thread to give.
    ///
    /// ```
    /// let runtime = step05_multithread::Runtime::new(1); // starts no thread
    /// assert_eq!(runtime.block_on(async { 42 }), 42);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn new(loops: usize) -> Self {
        Self::with_clock(loops, Clock::real())
    }

    /// Like [`new`](Self::new), on a clock of the caller's choice. A virtual clock
    /// jumps to the next deadline when nothing is ready on any loop, no blocking
    /// job is running, and the thread that has the runtime is in
    /// [`block_on`](Self::block_on). (So no time passes for a job that waits for a task
    /// that sleeps: it must be the other way round.)
    ///
    /// # Panics
    ///
    /// As [`new`](Self::new).
    ///
    /// ```
    /// use std::time::Duration;
    /// use step05_multithread::{Clock, Runtime, sleep};
    ///
    /// let runtime = Runtime::with_clock(2, Clock::new_virtual());
    /// let hour = runtime.handle(1).spawn(sleep(Duration::from_secs(3600)));
    /// assert!(runtime.block_on(hour).is_ok()); // at once
    /// ```
    #[must_use]
    #[track_caller]
    pub fn with_clock(loops: usize, clock: Clock) -> Self {
        assert!(loops > 0, "a runtime needs at least one loop");
        let shared_time = clock.is_virtual().then(|| SharedTime::new(clock.clone()));
        let shared_time = shared_time.map(Arc::new);
        let awake = shared_time.as_ref().map(Awake::new);
        let shared = Arc::new(Shared { clock, shared_time, pool: Pool::default() });
        let loop_0 = EventLoop::new(0, &shared);
        let mut runtime = Self {
            loop_0: Some(loop_0),
            loop_0_runs: AtomicBool::new(false),
            threads: Vec::new(),
            next: AtomicUsize::new(0),
            shared,
            awake,
        };
        for index in 1..loops {
            runtime.start(index);
        }
        runtime
    }

    #[track_caller]
    fn start(&mut self, index: usize) {
        let event_loop = EventLoop::new(index, &self.shared);
        let handle = event_loop.handle();
        let awake = self.shared.shared_time.as_ref().map(Awake::new);
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name(format!("loop-{index}"));
        let thread = thread.spawn(move || {
            let (_running, _awake) = (Running::enter(), awake);
            let event_loop = event_loop; // dropped before those two
            let _ = event_loop.run(stopped);
        });
        let thread = thread.unwrap_or_else(|error| {
            panic!("the system has no thread for loop {index}: {error}")
        });
        self.threads.push(Thread { handle, stop, thread });
    }

    /// Runs a future to its end on loop 0 and the current thread, and returns its
    /// output.
    ///
    /// Tasks of loop 0 that aren't done by then are dropped, on this thread, as at
    /// the end of `asyncio.run`. Those of the other loops go on; and what was sent to
    /// loop 0 too late to begin waits for the next `block_on`.
    ///
    /// # Panics
    ///
    /// When a loop is running on this thread already, or loop 0 on another; and
    /// when the future panics, the panic passes through.
    ///
    /// ```
    /// assert_eq!(step05_multithread::Runtime::new(1).block_on(async { 42 }), 42);
    /// ```
    #[track_caller]
    pub fn block_on<F: IntoFuture>(&self, future: F) -> F::Output {
        struct Reset<'a>(&'a AtomicBool);
        impl Drop for Reset<'_> {
            fn drop(&mut self) {
                // Release: pairs with the Acquire of the next `block_on`.
                self.0.store(false, Ordering::Release);
            }
        }
        let _running = Running::enter();
        assert!(
            !self.loop_0_runs.swap(true, Ordering::Acquire),
            "loop 0 of this runtime is running on another thread: \
             spawn the future there with a `Handle`, or make another runtime"
        );
        let _reset = Reset(&self.loop_0_runs);
        let loop_0 = self.loop_0.as_ref().expect("only `drop` takes it");
        loop_0.run(future)
    }

    /// Spawns a task on one of the loops, each in its turn. On loop 0 it makes
    /// progress while [`block_on`](Self::block_on) runs, and ends with it.
    ///
    /// ```
    /// let runtime = step05_multithread::Runtime::new(2);
    /// let task = runtime.spawn(async { 7 });
    /// assert_eq!(runtime.block_on(task).expect("it isn't aborted"), 7);
    /// ```
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        // Relaxed: a counter and nothing else.
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        self.handle(next % self.loops()).spawn(future)
    }

    /// Returns the handle of a loop, numbered from 0.
    ///
    /// # Panics
    ///
    /// When there is no such loop.
    ///
    /// ```
    /// let runtime = step05_multithread::Runtime::new(2);
    /// assert_eq!(runtime.handle(1).index(), 1);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn handle(&self, index: usize) -> Handle {
        let loops = self.loops();
        match (&self.loop_0, index.checked_sub(1)) {
            (Some(loop_0), None) => loop_0.handle(),
            (_, Some(thread)) if index < loops => {
                self.threads[thread].handle.clone()
            }
            _ => panic!(
                "there is no loop {index}: the {loops} loops are numbered from 0"
            ),
        }
    }

    fn loops(&self) -> usize {
        1 + self.threads.len()
    }

    /// Ends the runtime: stops the loops, drops their tasks, each on its loop's
    /// thread, drops the blocking jobs that haven't begun, and waits for those that
    /// have. Whoever waits for what was dropped gets
    /// [`Cancelled`](crate::JoinError::Cancelled).
    ///
    /// To drop the runtime does the same. On a thread that runs a loop, or on one of
    /// the runtime's own, it doesn't wait: it would keep others from ending.
    ///
    /// ```
    /// use step05_multithread::Runtime;
    ///
    /// let runtime = Runtime::new(2);
    /// let task = runtime.handle(1).spawn(std::future::pending::<()>());
    /// runtime.shutdown();
    /// let joined = Runtime::new(1).block_on(task);
    /// assert!(joined.unwrap_err().is_cancelled());
    /// ```
    pub fn shutdown(self) {
        drop(self);
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        let mut threads = Vec::new();
        for Thread { stop, thread, .. } in self.threads.drain(..) {
            let _ = stop.send(());
            threads.push(thread);
        }
        // Who waits for loop 0 hears of its end before anybody waits for them, and
        // virtual time may pass without this thread from now on.
        self.loop_0 = None;
        self.awake = None;
        let has_threads = self.shared.pool.close();
        if !Running::is_here() && !self.shared.pool.is_here() {
            for thread in threads {
                let _ = thread.join();
            }
            if has_threads {
                self.shared.pool.wait();
            }
        }
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("loops", &self.loops())
            .finish_non_exhaustive()
    }
}
