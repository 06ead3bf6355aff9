use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Waker;
use std::time::Instant;

use crate::{Clock, contain};

thread_local! {
    /// The timers of the loop that runs on this thread.
    static CURRENT: RefCell<Option<Rc<Timers>>> = const { RefCell::new(None) };
}

/// Returns the time by the clock of the running loop: `loop.time()` in asyncio.
///
/// # Panics
///
/// When no loop with timers is running on this thread.
///
/// # Examples
///
/// ```
/// use step03_timers::{Clock, block_on_with, now};
///
/// let clock = Clock::new_virtual();
/// assert_eq!(block_on_with(clock.clone(), async { now() }), clock.now());
/// ```
#[must_use]
#[track_caller]
pub fn now() -> Instant {
    Timers::current().clock.now()
}

/// The deadlines of one loop, each with the waker to call when it has come.
///
/// They are kept in a B-tree: to set, cancel or fire one of a million timers takes
/// a handful of comparisons. (tokio's timer wheel and asyncio's heap are quicker at
/// that; but a wheel is several times this file, and asyncio's heap keeps cancelled
/// timers until they come up.) Equal deadlines fire in the order in which they were
/// set.
///
/// # Examples
///
/// ```
/// use std::task::Waker;
/// use std::time::Duration;
/// use step03_timers::{Clock, Timers};
///
/// let clock = Clock::new_virtual();
/// let timers = Timers::enter(clock.clone());
/// let soon = clock.now() + Duration::from_millis(1);
/// let later = clock.now() + Duration::from_millis(2);
/// timers.insert(later, Waker::noop().clone());
/// let first = timers.insert(soon, Waker::noop().clone());
/// assert_eq!(timers.next_deadline(), Some(soon));
/// timers.cancel(first);
/// assert_eq!(timers.next_deadline(), Some(later));
/// clock.advance_to(later);
/// timers.fire_due();
/// assert_eq!(timers.next_deadline(), None);
/// ```
#[derive(Debug)]
pub struct Timers {
    /// Tells the timers of one loop from another's, in a [`TimerKey`].
    id: u64,
    clock: Clock,
    /// How many timers were set, ever.
    set: Cell<u64>,
    pending: RefCell<BTreeMap<Place, Waker>>,
}

/// A deadline; and of two that are equal, the one set later has the higher number.
type Place = (Instant, u64);

/// Names a timer. It stays valid when the timer is over, and then names nothing.
///
/// ```
/// use std::task::Waker;
/// use step03_timers::{Clock, Timers};
///
/// let timers = Timers::enter(Clock::new_virtual());
/// let now = timers.clock().now();
/// let key = timers.insert(now, Waker::noop().clone());
/// assert_ne!(key, timers.insert(now, Waker::noop().clone()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    timers: u64,
    place: Place,
}

impl Timers {
    /// Makes empty timers and, until the guard is dropped, makes them those of the
    /// loop on this thread: the ones that [`sleep`](crate::sleep) finds.
    ///
    /// ```
    /// use step03_timers::{Clock, Timers, now};
    ///
    /// let clock = Clock::new_virtual();
    /// let _timers = Timers::enter(clock.clone());
    /// assert_eq!(now(), clock.now());
    /// ```
    pub fn enter(clock: Clock) -> EnteredTimers {
        static NEXT_ID: AtomicU64 = AtomicU64::new(0);
        let timers = Rc::new(Timers {
            // Relaxed: all that matters is that no two get the same number.
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            clock,
            set: Cell::new(0),
            pending: RefCell::new(BTreeMap::new()),
        });
        drop(CURRENT.replace(Some(Rc::clone(&timers))));
        EnteredTimers { timers }
    }

    /// Returns the timers of the loop that runs on this thread.
    ///
    /// # Panics
    ///
    /// When there is none.
    ///
    /// ```
    /// use step03_timers::{Clock, Timers};
    ///
    /// let entered = Timers::enter(Clock::new_virtual());
    /// assert!(Timers::current().clock().is_virtual());
    /// ```
    #[must_use]
    #[track_caller]
    pub fn current() -> Rc<Timers> {
        Self::try_current().expect(
            "no loop with timers is running on this thread: \
             call this in a future that `block_on` runs",
        )
    }

    /// Like [`current`](Self::current), but `None` where that would panic.
    ///
    /// ```
    /// assert!(step03_timers::Timers::try_current().is_none());
    /// ```
    #[must_use]
    pub fn try_current() -> Option<Rc<Timers>> {
        // The thread may be ending, and its locals gone.
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// The clock that the deadlines go by.
    ///
    /// ```
    /// use step03_timers::{Clock, Timers};
    ///
    /// assert!(!Timers::enter(Clock::real()).clock().is_virtual());
    /// ```
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Sets a timer: `waker` is called by the first [`fire_due`](Self::fire_due)
    /// at or after `deadline`.
    ///
    /// ```
    /// use std::task::Waker;
    /// use step03_timers::{Clock, Timers};
    ///
    /// let timers = Timers::enter(Clock::new_virtual());
    /// let now = timers.clock().now();
    /// timers.insert(now, Waker::noop().clone());
    /// assert_eq!(timers.next_deadline(), Some(now));
    /// ```
    pub fn insert(&self, deadline: Instant, waker: Waker) -> TimerKey {
        self.set.set(self.set.get() + 1);
        let place = (deadline, self.set.get());
        self.pending.borrow_mut().insert(place, waker);
        TimerKey { timers: self.id, place }
    }

    /// Gives a timer another waker, unless it has the same one already. Returns
    /// whether the timer is still to come.
    ///
    /// ```
    /// use std::task::Waker;
    /// use step03_timers::{Clock, Timers};
    ///
    /// let timers = Timers::enter(Clock::new_virtual());
    /// let timer = timers.insert(timers.clock().now(), Waker::noop().clone());
    /// assert!(timers.update(timer, Waker::noop()));
    /// timers.fire_due();
    /// assert!(!timers.update(timer, Waker::noop()));
    /// ```
    pub fn update(&self, timer: TimerKey, waker: &Waker) -> bool {
        let same_waker = match self.pending.borrow().get(&timer.place) {
            Some(kept) if timer.timers == self.id => kept.will_wake(waker),
            _ => return false,
        };
        if !same_waker {
            // Foreign code: the clone is made before the borrow, and the waker that
            // it changes places with is dropped after.
            let mut latest = waker.clone();
            if let Some(kept) = self.pending.borrow_mut().get_mut(&timer.place) {
                std::mem::swap(kept, &mut latest);
            }
        }
        true
    }

    /// Forgets a timer; does nothing if it is over, or another loop's.
    ///
    /// ```
    /// use std::task::Waker;
    /// use step03_timers::{Clock, Timers};
    ///
    /// let timers = Timers::enter(Clock::new_virtual());
    /// let timer = timers.insert(timers.clock().now(), Waker::noop().clone());
    /// timers.cancel(timer);
    /// assert_eq!(timers.next_deadline(), None);
    /// ```
    pub fn cancel(&self, timer: TimerKey) {
        if timer.timers == self.id {
            let waker = self.pending.borrow_mut().remove(&timer.place);
            drop(waker); // foreign code, so the borrow has ended first
        }
    }

    /// Returns the earliest deadline, if there is any.
    ///
    /// ```
    /// use step03_timers::{Clock, Timers};
    ///
    /// assert_eq!(Timers::enter(Clock::real()).next_deadline(), None);
    /// ```
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        self.pending.borrow().first_key_value().map(|((deadline, _), _)| *deadline)
    }

    /// Wakes everything whose deadline has come, the earliest first.
    ///
    /// A waker that panics doesn't keep the others from being called.
    ///
    /// ```
    /// use std::task::Waker;
    /// use step03_timers::{Clock, Timers};
    ///
    /// let timers = Timers::enter(Clock::new_virtual());
    /// timers.insert(timers.clock().now(), Waker::noop().clone());
    /// timers.fire_due();
    /// assert_eq!(timers.next_deadline(), None);
    /// ```
    pub fn fire_due(&self) {
        if self.pending.borrow().is_empty() {
            return;
        }
        let now = self.clock.now();
        while let Some(waker) = self.take_due(now) {
            contain(|| waker.wake());
        }
    }

    /// Takes the waker of the earliest timer, if that is due.
    fn take_due(&self, now: Instant) -> Option<Waker> {
        let mut pending = self.pending.borrow_mut();
        let earliest = pending.first_entry()?;
        let (deadline, _) = *earliest.key();
        (deadline <= now).then(|| earliest.remove())
    }
}

/// The timers of the loop on this thread, until it is dropped.
///
/// ```
/// use step03_timers::{Clock, Timers};
///
/// drop(Timers::enter(Clock::real()));
/// assert!(Timers::try_current().is_none());
/// ```
#[derive(Debug)]
#[must_use = "the timers are this thread's only until this is dropped"]
pub struct EnteredTimers {
    timers: Rc<Timers>,
}

impl Deref for EnteredTimers {
    type Target = Timers;

    fn deref(&self) -> &Timers {
        &self.timers
    }
}

impl Drop for EnteredTimers {
    fn drop(&mut self) {
        drop(CURRENT.take());
    }
}
