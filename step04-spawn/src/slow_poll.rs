use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, Write};
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use step03_timers::{contain, now};

/// Writes a warning to standard error whenever a single poll takes `limit` or
/// longer: asyncio's debug mode does this from 100 ms on.
///
/// # Panics
///
/// As [`on_slow_poll`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step04_spawn::{Clock, block_on_with, block_thread, warn_slow_polls, yield_now};
///
/// let clock = Clock::new_virtual();
/// let start = clock.now();
/// block_on_with(clock.clone(), async {
///     warn_slow_polls(Duration::from_millis(100)); // from the next poll on
///     yield_now().await;
///     block_thread(Duration::from_millis(300)); // "… held its loop for 0.300 s"
/// });
/// assert_eq!(clock.now() - start, Duration::from_millis(300));
/// ```
#[track_caller]
pub fn warn_slow_polls(limit: Duration) {
    on_slow_poll(limit, |slow| {
        // Where nobody reads them, warnings are no reason to panic.
        let _ = writeln!(io::stderr(), "warning: {slow}");
    });
}

/// Calls `report` whenever a single poll takes `limit` or longer, until the loop
/// on this thread ends or this is called again. A panic of `report` ends there.
///
/// Such a poll holds up everything else on its loop. To measure it costs two looks
/// at the clock for each poll, so it is off until asked for.
///
/// # Panics
///
/// When no loop with a run queue is running on this thread.
///
/// # Examples
///
/// ```
/// use std::cell::Cell;
/// use std::rc::Rc;
/// use std::time::Duration;
/// use step04_spawn::{Clock, block_on_with, block_thread, on_slow_poll, spawn};
///
/// let longest = Rc::new(Cell::new(Duration::ZERO));
/// let seen = Rc::clone(&longest);
/// block_on_with(Clock::new_virtual(), async move {
///     on_slow_poll(Duration::from_millis(100), move |slow| seen.set(slow.took));
///     let blocking = spawn(async { block_thread(Duration::from_millis(300)) });
///     blocking.await.expect("it neither panics nor is aborted");
/// });
/// assert_eq!(longest.get(), Duration::from_millis(300));
/// ```
#[track_caller]
pub fn on_slow_poll(limit: Duration, report: impl Fn(&SlowPoll) + 'static) {
    let slow_polls = SlowPolls { limit, report: Box::new(report) };
    let replaced = WATCHING.with(|watching| {
        assert!(
            watching.in_loop.get(),
            "only a running loop has polls to watch: \
             call this in a future that `block_on` runs"
        );
        IS_WATCHED.set(true);
        watching.slow_polls.replace(Some(Rc::new(slow_polls)))
    });
    drop(replaced);
}

/// A poll that took too long.
///
/// ```
/// use std::panic::Location;
/// use std::time::Duration;
/// use step04_spawn::SlowPoll;
///
/// let slow = SlowPoll {
///     spawned_at: Location::caller(),
///     took: Duration::from_millis(300),
/// };
/// assert!(slow.to_string().ends_with("held its loop for 0.300 s"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SlowPoll {
    /// Where the task was spawned; for the main future, where `block_on` was
    /// called.
    pub spawned_at: &'static Location<'static>,
    /// How long the poll took, by the loop's clock.
    pub took: Duration,
}

impl fmt::Display for SlowPoll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (spawned_at, took) = (self.spawned_at, self.took.as_secs_f64());
        write!(f, "the task spawned at {spawned_at} held its loop for {took:.3} s")
    }
}

/// What [`on_slow_poll`] asked for, in the loop on this thread.
///
/// ```
/// use std::panic::Location;
/// use step04_spawn::SlowPolls;
///
/// let _watching = SlowPolls::enter();
/// assert_eq!(SlowPolls::watch(Location::caller(), || 7), 7);
/// ```
pub struct SlowPolls {
    limit: Duration,
    report: Box<dyn Fn(&SlowPoll)>,
}

thread_local! {
    /// There is a loop on this thread, and somebody watches it. Apart from what follows,
    /// since each poll asks for it.
    static IS_WATCHED: Cell<bool> = const { Cell::new(false) };
    static WATCHING: Watching = const {
        Watching { in_loop: Cell::new(false), slow_polls: RefCell::new(None) }
    };
}

struct Watching {
    in_loop: Cell<bool>,
    slow_polls: RefCell<Option<Rc<SlowPolls>>>,
}

impl SlowPolls {
    /// Lets the loop on this thread be watched, until the guard is dropped.
    ///
    /// ```
    /// use std::time::Duration;
    /// use step04_spawn::{SlowPolls, warn_slow_polls};
    ///
    /// let warn = || warn_slow_polls(Duration::from_millis(100));
    /// # std::panic::set_hook(Box::new(|_| {}));
    /// assert!(std::panic::catch_unwind(warn).is_err()); // there is no loop
    /// let _watching = SlowPolls::enter();
    /// warn();
    /// ```
    pub fn enter() -> WatchedLoop {
        WATCHING.with(|watching| watching.in_loop.set(true));
        WatchedLoop(())
    }

    /// Whether the polls of the loop on this thread are watched.
    ///
    /// ```
    /// assert!(!step04_spawn::SlowPolls::are_watched());
    /// ```
    #[must_use]
    #[inline]
    pub fn are_watched() -> bool {
        IS_WATCHED.get()
    }

    /// Runs a poll of the task that was spawned there, and reports it if it takes as
    /// long as that.
    ///
    /// ```
    /// use std::panic::Location;
    ///
    /// let poll = || 7;
    /// assert_eq!(step04_spawn::SlowPolls::watch(Location::caller(), poll), 7);
    /// ```
    pub fn watch<R>(
        spawned_at: &'static Location<'static>,
        poll: impl FnOnce() -> R,
    ) -> R {
        if Self::are_watched() { Self::measure(spawned_at, poll) } else { poll() }
    }

    #[cold]
    fn measure<R>(
        spawned_at: &'static Location<'static>,
        poll: impl FnOnce() -> R,
    ) -> R {
        let slow_polls =
            WATCHING.with(|watching| watching.slow_polls.borrow().clone());
        let start = now();
        let result = poll();
        let took = now() - start;
        if let Some(slow_polls) = &slow_polls
            && took >= slow_polls.limit
        {
            contain(|| (slow_polls.report)(&SlowPoll { spawned_at, took }));
        }
        contain(|| drop(slow_polls)); // foreign, if the poll has replaced it
        result
    }
}

/// The loop on this thread can be watched for slow polls, until this is dropped.
///
/// ```
/// use std::time::Duration;
/// use step04_spawn::{SlowPolls, warn_slow_polls};
///
/// drop(SlowPolls::enter());
/// # std::panic::set_hook(Box::new(|_| {}));
/// let warn = || warn_slow_polls(Duration::from_millis(100));
/// assert!(std::panic::catch_unwind(warn).is_err()); // there is no loop
/// ```
#[derive(Debug)]
#[must_use = "nothing is watched any more when this is dropped"]
pub struct WatchedLoop(());

impl Drop for WatchedLoop {
    fn drop(&mut self) {
        let slow_polls = WATCHING.with(|watching| {
            watching.in_loop.set(false);
            IS_WATCHED.set(false);
            watching.slow_polls.take()
        });
        if slow_polls.is_some() {
            contain(|| drop(slow_polls)); // foreign
        }
    }
}

impl fmt::Debug for SlowPolls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SlowPolls")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
