use std::cell::{Cell, OnceCell, RefCell};
use std::mem;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Waker;
use std::time::Instant;

use crate::moment::Moment;
use crate::wheel::{Entry, Wheel};
use crate::{Clock, contain};

thread_local! {
    /// The timers of the loop that runs on this thread, and then of the next one.
    static TIMERS: OnceCell<Rc<Timers>> = const { OnceCell::new() };
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
    Timers::with_current(|timers| timers.clock.borrow().now()).expect(NO_LOOP)
}

/// The deadlines of one loop, each with the waker to call when it has come.
///
/// Equal deadlines fire in the order in which they were set. A timer that is cancelled
/// gives its waker back at once, but its place in the wheel only when that is passed
/// over: to cancel is to write a mark. (asyncio does the same. tokio takes it out of
/// a list.)
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
    clock: RefCell<Clock>,
    /// The loop runs.
    entered: Cell<bool>,
    /// Tells the timers of one loop from another's, in a [`TimerKey`]: 0 until there is
    /// one.
    id: Cell<u64>,
    /// There may be timers. Lets the loop look without further ado, at each turn.
    has_any: Cell<bool>,
    state: RefCell<State>,
}

#[derive(Debug)]
struct State {
    /// If the place of an entry isn't that of the timer in the seat, it was cancelled.
    wheel: Wheel,
    /// At most so many entries are in the wheel.
    entries: usize,
    seats: Vec<Seat>,
    /// The seat that became free last, or `NONE`.
    free: u32,
}

/// Where a timer has its waker until it is over.
#[derive(Debug)]
struct Seat {
    /// The timer's. In a free seat, the next one's, but with the number of the seat that
    /// became free before this one, or with `NONE`.
    place: Place,
    waker: Option<Waker>,
}

/// The number of a seat, and of a timer in it: in one, so that to compare two is to
/// compare two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place(u64);

impl Place {
    fn seat(self) -> u32 {
        self.0 as u32
    }

    /// The same timer, but with the number of another seat.
    fn with_seat(self, seat: u32) -> Self {
        Self(self.0 >> u32::BITS << u32::BITS | u64::from(seat))
    }

    /// The next timer in the same seat.
    fn next(self) -> Self {
        Self(self.0.wrapping_add(1 << u32::BITS))
    }
}

/// No seat has this number.
const NONE: u32 = u32::MAX;

/// The seats stay for the next loop, unless there is room for more than so many.
const KEPT: usize = 1 << 15;

pub(crate) const NO_LOOP: &str = "no loop with timers is running on this thread: \
    call this in a future that `block_on` runs";

/// Names a timer. When the timer is over, it names nothing; after 2³² more timers in
/// the same seat, it might name another.
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
        let timers = TIMERS.with(|timers| Rc::clone(timers.get_or_init(Self::new)));
        timers.clear(); // whoever had them may have forgotten to leave
        *timers.clock.borrow_mut() = clock;
        timers.entered.set(true);
        EnteredTimers { timers }
    }

    fn new() -> Rc<Self> {
        let (wheel, entries, seats, free) = (Wheel::default(), 0, Vec::new(), NONE);
        Rc::new(Self {
            clock: RefCell::new(Clock::real()),
            entered: Cell::new(false),
            id: Cell::new(0),
            has_any: Cell::new(false),
            state: RefCell::new(State { wheel, entries, seats, free }),
        })
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
        Self::try_current().expect(NO_LOOP)
    }

    /// Like [`current`](Self::current), but `None` where that would panic.
    ///
    /// ```
    /// assert!(step03_timers::Timers::try_current().is_none());
    /// ```
    #[must_use]
    pub fn try_current() -> Option<Rc<Timers>> {
        Self::with_current(Rc::clone)
    }

    /// Runs `f` on the timers of the loop that runs on this thread.
    #[inline]
    pub(crate) fn with_current<R>(f: impl FnOnce(&Rc<Timers>) -> R) -> Option<R> {
        Self::with_latest(|timers| timers.entered.get().then(|| f(timers))).flatten()
    }

    /// Like [`with_current`](Self::with_current), but without asking whether a loop runs:
    /// between loops, they are empty, and no key fits.
    #[inline]
    pub(crate) fn with_latest<R>(f: impl FnOnce(&Rc<Timers>) -> R) -> Option<R> {
        // The thread may be ending, and its locals gone.
        TIMERS.try_with(|timers| timers.get().map(f)).ok().flatten()
    }

    /// The clock that the deadlines go by.
    ///
    /// ```
    /// use step03_timers::{Clock, Timers};
    ///
    /// assert!(!Timers::enter(Clock::real()).clock().is_virtual());
    /// ```
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock.borrow().clone()
    }

    #[inline]
    pub(crate) fn moment(&self) -> Moment {
        self.clock.borrow().moment()
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
        self.insert_at(Moment::of(deadline), waker)
    }

    pub(crate) fn insert_at(&self, deadline: Moment, waker: Waker) -> TimerKey {
        if self.id.get() == 0 {
            self.begin();
        }
        self.has_any.set(true);
        let place = self.state.borrow_mut().insert(deadline, waker);
        TimerKey { timers: self.id.get(), place }
    }

    #[cold]
    fn begin(&self) {
        static LAST_ID: AtomicU64 = AtomicU64::new(0);
        // Relaxed: all that matters is that no two get the same number.
        self.id.set(LAST_ID.fetch_add(1, Ordering::Relaxed) + 1);
        self.state.borrow_mut().wheel = Wheel::new(self.moment().0);
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
    #[inline]
    pub fn update(&self, timer: TimerKey, waker: &Waker) -> bool {
        if !self.have_set(timer) {
            return false;
        }
        let same_waker = match self.state.borrow_mut().seat(timer.place) {
            Some(seat) => seat.waker.as_ref().is_some_and(|it| it.will_wake(waker)),
            None => return false,
        };
        if !same_waker {
            // Foreign code: the clone is made before the borrow, and the waker that
            // it changes places with is dropped after.
            let mut latest = Some(waker.clone());
            if self.have_set(timer)
                && let Some(seat) = self.state.borrow_mut().seat(timer.place)
            {
                mem::swap(&mut seat.waker, &mut latest);
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
    #[inline]
    pub fn cancel(&self, timer: TimerKey) {
        if self.have_set(timer) {
            let waker = self.state.borrow_mut().take(timer.place);
            drop(waker); // foreign code, so no borrow is left
        }
    }

    /// Whether a timer was set here.
    pub(crate) fn have_set(&self, timer: TimerKey) -> bool {
        timer.timers == self.id.get()
    }

    /// Returns the earliest deadline, if there is any.
    ///
    /// By the real clock it may be that of a timer that was cancelled since. To wake
    /// up for nothing then is cheaper than to look for the next one whenever the
    /// earliest is cancelled; a virtual clock must not stop there, so for that the
    /// next one is looked for.
    ///
    /// ```
    /// use step03_timers::{Clock, Timers};
    ///
    /// assert_eq!(Timers::enter(Clock::real()).next_deadline(), None);
    /// ```
    #[must_use]
    #[inline]
    pub fn next_deadline(&self) -> Option<Instant> {
        if !self.has_any.get() {
            return None;
        }
        let state = &mut *self.state.borrow_mut();
        if self.clock.borrow().is_virtual() {
            state.settle();
        }
        Some(Moment(state.wheel.earliest()?.deadline).instant())
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
    #[inline]
    pub fn fire_due(&self) {
        if self.has_any.get() {
            self.fire();
        }
    }

    fn fire(&self) {
        let now = self.moment().0;
        loop {
            let waker = self.state.borrow_mut().take_due(now);
            let Some(waker) = waker else { break };
            contain(|| waker.wake()); // foreign code, so no borrow is left
        }
        self.has_any.set(self.state.borrow().wheel.earliest().is_some());
    }

    /// Forgets which loop the timers were of, and all that it had.
    #[inline]
    fn clear(&self) {
        if self.id.take() != 0 {
            drop(self.take_wakers()); // foreign code
        }
    }

    #[cold]
    fn take_wakers(&self) -> Vec<Waker> {
        self.has_any.set(false);
        let State { wheel, entries, seats, free } = &mut *self.state.borrow_mut();
        (*wheel, *entries, *free) = (Wheel::default(), 0, NONE);
        let wakers = seats.drain(..).filter_map(|seat| seat.waker).collect();
        if seats.capacity() > KEPT {
            *seats = Vec::new(); // that was a rush hour
        }
        wakers
    }
}

impl State {
    /// Gives a timer a seat, and an entry in the wheel.
    fn insert(&mut self, deadline: Moment, waker: Waker) -> Place {
        if self.is_littered() {
            self.sweep();
        }
        let Self { wheel, entries, seats, free } = self;
        let place = if let Some(seat) = seats.get_mut(*free as usize) {
            let place = seat.place.with_seat(*free);
            *free = mem::replace(&mut seat.place, place).seat();
            mem::forget(seat.waker.replace(waker)); // there was none
            place
        } else {
            let seat = u32::try_from(seats.len()).ok().filter(|it| *it != NONE);
            let place = Place(seat.expect("fewer than 2³² timers").into());
            seats.push(Seat { place, waker: Some(waker) });
            place
        };
        wheel.push(Entry { deadline: deadline.0, place });
        *entries += 1;
        place
    }

    /// The seat of a timer, unless that is over.
    #[inline]
    fn seat(&mut self, place: Place) -> Option<&mut Seat> {
        self.seats.get_mut(place.seat() as usize).filter(|it| it.place == place)
    }

    /// Ends a timer, unless it is over, and takes its waker.
    #[inline]
    fn take(&mut self, place: Place) -> Option<Waker> {
        let free = self.free;
        let seat = self.seat(place)?;
        seat.place = place.next().with_seat(free);
        let waker = seat.waker.take();
        self.free = place.seat();
        waker
    }

    /// Takes the waker of the earliest timer, if that is due.
    fn take_due(&mut self, now: u64) -> Option<Waker> {
        loop {
            let Self { wheel, seats, .. } = self;
            let due = wheel.pop_due(now, |entry| is_set(seats, entry))?;
            self.entries -= 1;
            let waker = self.take(due.place);
            if waker.is_some() {
                return waker;
            }
        }
    }

    /// Makes the wheel's earliest entry one that wasn't cancelled.
    fn settle(&mut self) {
        let Self { wheel, seats, .. } = self;
        if wheel.earliest().is_some_and(|it| !is_set(seats, it)) {
            wheel.settle(|entry| is_set(seats, entry));
        }
    }

    /// Whether the cancelled entries are the greater part of the wheel, even if there is
    /// a timer in each seat.
    fn is_littered(&self) -> bool {
        const FEW: usize = 64;
        self.entries > FEW + 2 * self.seats.len()
    }

    /// Takes the cancelled entries out of the wheel.
    #[cold]
    fn sweep(&mut self) {
        let Self { wheel, entries, seats, .. } = self;
        *entries = wheel.retain(|entry| is_set(seats, entry));
    }
}

/// Whether the timer of this entry wasn't cancelled.
fn is_set(seats: &[Seat], entry: Entry) -> bool {
    seats[entry.place.seat() as usize].place == entry.place
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
        self.timers.entered.set(false);
        self.timers.clear();
    }
}
