use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use crate::probe::describe_waker;
use crate::{Describe, Probe, Probed, State, WakerProbe, lock, register};

/// Polls one future by hand, and tells what the future does to its waker.
///
/// Dropping the driver drops the future.
///
/// ```
/// use std::task::Poll;
///
/// let mut driver = probes::Driver::new("three polls", probes::ready_on_poll(3, "done"));
/// assert_eq!(driver.poll(), Poll::Pending);
/// assert_eq!((driver.wakes(), driver.held()), (1, 0), "it wakes itself, keeps nothing");
/// assert_eq!(driver.run(10), Some("done"), "polls as long as it is woken");
/// assert_eq!(driver.polls(), 3);
/// ```
pub struct Driver<F: Future> {
    future: Pin<Box<Probed<F>>>,
    probe: Probe,
    waker: Arc<WakerProbe>,
    seen: Arc<Seen>,
}

/// What [`explain`](crate::explain) tells beyond what the probe tells itself.
struct Seen {
    name: String,
    probe: Probe,
    waker: Arc<WakerProbe>,
    /// The latest poll was with the driver's own waker.
    own: AtomicBool,
    /// Who should wake it.
    woken_by: Mutex<Option<String>>,
}

impl<F: Future> Driver<F> {
    /// Takes the future, and doesn't poll it yet.
    pub fn new(name: impl Into<String>, future: F) -> Self {
        let name = name.into();
        let probe = Probe::unregistered(name.clone());
        let waker = Arc::new(WakerProbe::unregistered(name.clone()));
        let seen = Arc::new(Seen {
            name,
            probe: probe.clone(),
            waker: waker.clone(),
            own: AtomicBool::new(true),
            woken_by: Mutex::default(),
        });
        register(&seen);
        Self { future: Box::pin(probe.wrap(future)), probe, waker, seen }
    }

    /// Polls once, with the driver's own waker.
    ///
    /// # Panics
    ///
    /// When the future was ready before.
    pub fn poll(&mut self) -> Poll<F::Output> {
        let Self { future, waker, seen, .. } = self;
        // Relaxed, here and below: it is only told, nothing follows from it.
        seen.own.store(true, Ordering::Relaxed);
        waker.context(|cx| future.as_mut().poll(cx))
    }

    /// Polls once, with another waker.
    ///
    /// # Panics
    ///
    /// When the future was ready before.
    pub fn poll_with(&mut self, waker: &WakerProbe) -> Poll<F::Output> {
        self.seen.own.store(false, Ordering::Relaxed);
        waker.context(|cx| self.future.as_mut().poll(cx))
    }

    /// Polls once, and then again as long as each poll was followed by a wake of the
    /// driver's own waker: `None` when it wasn't, or after `limit` polls.
    pub fn run(&mut self, limit: usize) -> Option<F::Output> {
        for _ in 0..limit {
            let wakes = self.wakes();
            if let Poll::Ready(output) = self.poll() {
                return Some(output);
            }
            if self.wakes() == wakes {
                return None;
            }
        }
        None
    }

    /// How often the driver's own waker was woken.
    #[must_use]
    pub fn wakes(&self) -> usize {
        self.waker.wakes()
    }

    /// How many clones of the driver's own waker are alive.
    #[must_use]
    pub fn held(&self) -> usize {
        self.waker.held()
    }

    /// How often the future was polled, with whichever waker.
    #[must_use]
    pub fn polls(&self) -> usize {
        self.probe.polls()
    }

    /// How far the future has come.
    #[must_use]
    pub fn state(&self) -> State {
        self.probe.state()
    }

    /// The driver's own waker. It can be kept: it outlives the driver.
    #[must_use]
    pub fn waker_probe(&self) -> Arc<WakerProbe> {
        self.waker.clone()
    }

    /// Says who should wake it while it is pending, for [`explain`](crate::explain).
    pub fn woken_by(&self, whom: impl Into<String>) {
        *lock(&self.seen.woken_by) = Some(whom.into());
    }
}

impl Describe for Seen {
    fn describe(&self) -> Option<String> {
        let mut line = format!("{}: {}", self.name, self.probe.standing()?);
        if self.probe.state() == State::Pending && !self.probe.is_dropped() {
            if self.own.load(Ordering::Relaxed) {
                let (held, wakes) = (self.waker.held(), self.waker.wakes());
                line.push_str("; ");
                line.push_str(&describe_waker(held, Some(wakes)));
            }
            if let Some(whom) = &*self.woken_by.try_lock().ok()? {
                line.push_str("; should be woken by ");
                line.push_str(whom);
            }
        }
        Some(line)
    }
}

impl<F: Future> fmt::Debug for Driver<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Driver({:?})", self.seen.describe())
    }
}
