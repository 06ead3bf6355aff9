use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Wake, Waker};

use crate::waker::times;
use crate::{Describe, lock, register};

/// With this a [`Probed`] future panics when it is polled once too often.
pub const POLLED_AFTER_READY: &str = "a future was polled again after it was ready";

/// Watches what an executor does to a future.
///
/// Clones watch the same future.
///
/// ```
/// use probes::{Probe, State};
///
/// let probe = Probe::new("the sum");
/// let future = probe.wrap(probes::ready_on_poll(2, 40 + 2));
/// assert_eq!(probe.state(), State::NotPolled);
/// assert_eq!(step01_poll::block_on(future), 42);
/// assert_eq!((probe.polls(), probe.state()), (2, State::Ready));
/// assert!(probe.is_dropped());
/// ```
#[derive(Clone)]
pub struct Probe {
    seen: Arc<Seen>,
}

/// How far a watched future has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// Nobody has polled it so far.
    NotPolled,
    /// Its latest poll said `Pending`.
    Pending,
    /// It said `Ready`.
    Ready,
}

pub(crate) struct Seen {
    name: String,
    now: Mutex<Now>,
}

struct Now {
    state: State,
    polls: usize,
    /// A poll has begun, and hasn't come back.
    polling: bool,
    dropped: bool,
    /// Who should wake it.
    woken_by: Option<String>,
    /// The waker of the latest poll, if that is spied on.
    spy: Option<Weak<Spy>>,
}

/// Stands before an executor's waker, and counts.
struct Spy {
    waker: Waker,
    wakes: AtomicUsize,
}

impl Probe {
    /// Watches nothing yet: see [`wrap`](Self::wrap).
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        let probe = Self::unregistered(name.into());
        register(&probe.seen);
        probe
    }

    pub(crate) fn unregistered(name: String) -> Self {
        let now = Now {
            state: State::NotPolled,
            polls: 0,
            polling: false,
            dropped: false,
            woken_by: None,
            spy: None,
        };
        Self { seen: Arc::new(Seen { name, now: Mutex::new(now) }) }
    }

    /// Returns `future`, watched from now on. One probe is for one future.
    pub fn wrap<F: Future>(&self, future: F) -> Probed<F> {
        let future = Some(Box::pin(future));
        Probed { future, seen: self.seen.clone(), spies: false }
    }

    /// As [`wrap`](Self::wrap), and watches the waker too: whether the future keeps
    /// it, and how often it was woken since the latest poll.
    ///
    /// The future gets a waker of ours, which calls the executor's. An executor that
    /// compares wakers, or looks inside, won't know it.
    pub fn spy<F: Future>(&self, future: F) -> Probed<F> {
        let mut probed = self.wrap(future);
        probed.spies = true;
        probed
    }

    /// Says who should wake it while it is pending, for [`explain`](crate::explain):
    /// "should be woken by …".
    pub fn woken_by(&self, whom: impl Into<String>) {
        lock(&self.seen.now).woken_by = Some(whom.into());
    }

    /// How often it was polled.
    #[must_use]
    pub fn polls(&self) -> usize {
        lock(&self.seen.now).polls
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> State {
        lock(&self.seen.now).state
    }

    /// Whether it was dropped, be it ready or not.
    #[must_use]
    pub fn is_dropped(&self) -> bool {
        lock(&self.seen.now).dropped
    }
}

/// A future that a [`Probe`] watches.
///
/// # Panics
///
/// When it is polled after it was ready, with [`POLLED_AFTER_READY`].
#[must_use = "futures do nothing unless polled"]
pub struct Probed<F> {
    /// `None` once dropped.
    future: Option<Pin<Box<F>>>,
    seen: Arc<Seen>,
    spies: bool,
}

impl<F: Future> Future for Probed<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Self { future, seen, spies } = &mut *self;
        let ready_before = {
            let mut now = lock(&seen.now);
            now.polls += 1;
            now.polling = true;
            now.state == State::Ready
        };
        let _polling = Polling(seen);
        assert!(!ready_before, "{POLLED_AFTER_READY}: {}", seen.name);
        let spy = spies.then(|| seen.spy(cx.waker()));
        let future = future.as_mut().expect("only `drop` takes it").as_mut();
        let poll = match spy {
            Some(spy) => future.poll(&mut Context::from_waker(&Waker::from(spy))),
            None => future.poll(cx),
        };
        lock(&seen.now).state =
            if poll.is_ready() { State::Ready } else { State::Pending };
        poll
    }
}

/// A poll is under way, until this is dropped: be it by a panic.
struct Polling<'a>(&'a Seen);

impl Drop for Polling<'_> {
    fn drop(&mut self) {
        lock(&self.0.now).polling = false;
    }
}

impl<F> Drop for Probed<F> {
    fn drop(&mut self) {
        drop(self.future.take());
        lock(&self.seen.now).dropped = true;
    }
}

impl Seen {
    /// Our waker for one poll: the one from before, if it is still alive and the
    /// executor's is the same.
    ///
    /// It isn't kept here, or a task would keep itself alive through its own waker.
    fn spy(&self, waker: &Waker) -> Arc<Spy> {
        let mut now = lock(&self.now);
        let before = now.spy.as_ref().and_then(Weak::upgrade);
        match before {
            Some(before) if before.waker.will_wake(waker) => {
                // Relaxed: it is only told, nothing follows from it.
                before.wakes.store(0, Ordering::Relaxed);
                before
            }
            _ => {
                let waker = waker.clone();
                let spy = Arc::new(Spy { waker, wakes: AtomicUsize::new(0) });
                now.spy = Some(Arc::downgrade(&spy));
                spy
            }
        }
    }
}

impl Wake for Spy {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Relaxed: as above.
        self.wakes.fetch_add(1, Ordering::Relaxed);
        self.waker.wake_by_ref();
    }
}

impl Probe {
    /// How it stands, without its name: `None` when somebody is at it.
    pub(crate) fn standing(&self) -> Option<String> {
        self.seen.now.try_lock().ok().map(|now| now.to_string())
    }
}

impl fmt::Display for Now {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { state, polls, polling, dropped, .. } = self;
        if *polling {
            return write!(f, "in its poll {polls}, which hasn't returned");
        }
        match (state, dropped) {
            (State::NotPolled, false) => write!(f, "never polled"),
            (State::NotPolled, true) => write!(f, "dropped, never polled"),
            (State::Pending, false) => write!(f, "pending since poll {polls}"),
            (State::Pending, true) => write!(f, "dropped after poll {polls}"),
            (State::Ready, _) => write!(f, "ready at poll {polls}"),
        }
    }
}

impl Describe for Seen {
    fn describe(&self) -> Option<String> {
        let now = self.now.try_lock().ok()?;
        let mut line = format!("{}: {now}", self.name);
        if now.state == State::Pending && !now.dropped {
            if let Some(spy) = &now.spy {
                let wakes =
                    spy.upgrade().map(|spy| spy.wakes.load(Ordering::Relaxed));
                let held = spy.strong_count();
                line.push_str("; ");
                line.push_str(&describe_waker(held, wakes));
            }
            if let Some(whom) = &now.woken_by {
                line.push_str("; should be woken by ");
                line.push_str(whom);
            }
        }
        Some(line)
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Probe({:?})", self.seen.describe())
    }
}

impl<F> fmt::Debug for Probed<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Probed({:?})", self.seen.describe())
    }
}

/// For [`explain`](crate::explain): what became of a waker that a future was given.
/// Nothing is known of the wakes of a waker that is gone.
pub(crate) fn describe_waker(held: usize, wakes: Option<usize>) -> String {
    let held = match held {
        0 => "no clone of its waker is kept".into(),
        1 => "one clone of its waker is kept".into(),
        _ => format!("{held} clones of its waker are kept"),
    };
    match wakes {
        None => held,
        Some(wakes) => format!("{held}, woken {}", times(wakes)),
    }
}
