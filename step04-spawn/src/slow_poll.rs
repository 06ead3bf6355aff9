use std::fmt;
use std::io::{self, Write};
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use step03_timers::{contain, now};

use crate::RunQueue;

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
    let queue = RunQueue::try_current().expect(
        "only a running loop has polls to watch: \
         call this in a future that `block_on` runs",
    );
    let slow_polls = SlowPolls { limit, report: Box::new(report) };
    let replaced = queue.slow_polls.replace(Some(Rc::new(slow_polls)));
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

/// What [`on_slow_poll`] asked for.
pub(crate) struct SlowPolls {
    limit: Duration,
    report: Box<dyn Fn(&SlowPoll)>,
}

impl SlowPolls {
    pub(crate) fn watch<R>(
        &self,
        spawned_at: &'static Location<'static>,
        poll: impl FnOnce() -> R,
    ) -> R {
        let start = now();
        let result = poll();
        let took = now() - start;
        if took >= self.limit {
            contain(|| (self.report)(&SlowPoll { spawned_at, took }));
        }
        result
    }
}
