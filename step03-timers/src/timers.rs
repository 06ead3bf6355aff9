use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Waker;
use std::time::Instant;

use crate::moment::Moment;
use crate::wheel::{Entry, Wheel};
use crate::{Clock, contain};

thread_local! {
    /// The timers of the loop that runs on this thread. Between loops it's those of the
    /// last one, whose memory is for the next.
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
    clock: Clock,
    /// The loop runs.
    entered: Cell<bool>,
    /// Tells the timers of one loop from another's, in a [`TimerKey`]: 0 until there is
    /// one.
    id: Cell<u64>,
    /// There may be timers. Lets the loop look without further ado, at each turn.
    has_any: Cell<bool>,
    state: RefCell<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By the tag of a seat. An entry whose seat has no waker was cancelled.
    wheel: Wheel,
    seats: Vec<Seat>,
    /// The seats without an entry in the wheel.
    free: Vec<u32>,
    cancelled: usize,
}

/// Where a timer has its waker until it is over, and its entry is out of the wheel.
#[derive(Debug)]
struct Seat {
    /// How many timers have had this seat before.
    generation: u32,
    waker: Option<Waker>,
}

/// How many seats stay for the next loop.
const KEPT: usize = 1 << 10;

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
    /// The generation, and then the seat: in one number, so that a key is two, which
    /// are handed over in registers.
    place: u64,
}

impl TimerKey {
    fn seat(self) -> usize {
        self.place as u32 as usize
    }

    fn generation(self) -> u32 {
        (self.place >> u32::BITS) as u32
    }
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
        let timers = CURRENT.with_borrow_mut(|current| {
            if let Some(last) = current.as_mut().and_then(Rc::get_mut) {
                last.clock = clock;
            } else {
                *current = Some(Rc::new(Self::new(clock)));
            }
            current.clone()
        });
        let timers = timers.expect("they were there, or were made");
        timers.entered.set(true);
        EnteredTimers { timers }
    }

    fn new(clock: Clock) -> Self {
        Self {
            clock,
            entered: Cell::new(false),
            id: Cell::new(0),
            has_any: Cell::new(false),
            state: RefCell::default(),
        }
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
        Self::with_current(Rc::clone)
    }

    /// Runs `f`, which must run nothing foreign, on the timers of the loop that runs on
    /// this thread.
    #[inline]
    pub(crate) fn with_current<R>(f: impl FnOnce(&Rc<Timers>) -> R) -> Option<R> {
        // The thread may be ending, and its locals gone.
        let with = |current: &RefCell<Option<Rc<Timers>>>| {
            current.borrow().as_ref().filter(|it| it.entered.get()).map(f)
        };
        CURRENT.try_with(with).ok().flatten()
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
        self.insert_at(Moment::of(deadline), waker)
    }

    pub(crate) fn insert_at(&self, deadline: Moment, waker: Waker) -> TimerKey {
        if self.id.get() == 0 {
            self.begin();
        }
        self.has_any.set(true);
        let State { wheel, seats, free, .. } = &mut *self.state.borrow_mut();
        let (seat, generation) = if let Some(seat) = free.pop() {
            let Seat { generation, waker: place } = &mut seats[seat as usize];
            *place = Some(waker);
            (seat, *generation)
        } else {
            let seat = u32::try_from(seats.len()).expect("fewer than 2³² timers");
            seats.push(Seat { generation: 0, waker: Some(waker) });
            (seat, 0)
        };
        wheel.push(Entry { deadline: deadline.0, tag: seat });
        let place = u64::from(generation) << u32::BITS | u64::from(seat);
        TimerKey { timers: self.id.get(), place }
    }

    #[cold]
    fn begin(&self) {
        static LAST_ID: AtomicU64 = AtomicU64::new(0);
        // Relaxed: all that matters is that no two get the same number.
        self.id.set(LAST_ID.fetch_add(1, Ordering::Relaxed) + 1);
        self.state.borrow_mut().wheel = Wheel::new(self.clock.moment().0);
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
        let same_waker = match self.waker(&mut self.state.borrow_mut(), timer) {
            Some(Some(kept)) => kept.will_wake(waker),
            _ => return false,
        };
        if !same_waker {
            // Foreign code: the clone is made before the borrow, and the waker that
            // it changes places with is dropped after.
            let mut latest = Some(waker.clone());
            if let Some(kept) = self.waker(&mut self.state.borrow_mut(), timer) {
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
        drop(self.take(timer)); // foreign code, so no borrow is left
    }

    /// Cancels a timer, and returns its waker if there is one.
    #[inline]
    pub(crate) fn take(&self, timer: TimerKey) -> Option<Waker> {
        let state = &mut *self.state.borrow_mut();
        let waker = self.waker(state, timer)?.take()?;
        let generation = &mut state.seats[timer.seat()].generation;
        *generation = generation.wrapping_add(1);
        state.cancelled += 1;
        if state.is_littered() {
            state.sweep();
        }
        Some(waker)
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
        if self.clock.is_virtual() {
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
        let now = self.clock.moment().0;
        while let Some(waker) = self.take_due(now) {
            contain(|| waker.wake());
        }
        self.has_any.set(self.state.borrow().wheel.earliest().is_some());
    }

    /// Takes the waker of the earliest timer, if that is due.
    fn take_due(&self, now: u64) -> Option<Waker> {
        let State { wheel, seats, free, cancelled } = &mut *self.state.borrow_mut();
        loop {
            let is_set = |entry| State::is_set(seats, free, cancelled, entry);
            let due = wheel.pop_due(now, is_set)?;
            if State::is_set(seats, free, cancelled, due) {
                free.push(due.tag);
                let Seat { generation, waker } = &mut seats[due.tag as usize];
                *generation = generation.wrapping_add(1);
                return waker.take();
            }
        }
    }

    /// The waker of a timer that isn't over, in its place.
    fn waker<'a>(
        &self,
        state: &'a mut State,
        timer: TimerKey,
    ) -> Option<&'a mut Option<Waker>> {
        let seat = state.seats.get_mut(timer.seat())?;
        (self.have_set(timer) && seat.generation == timer.generation())
            .then_some(&mut seat.waker)
    }

    /// Forgets all timers, and which loop they were of. Returns the wakers.
    fn clear(&self) -> Vec<Waker> {
        if self.id.take() == 0 {
            return Vec::new();
        }
        self.has_any.set(false);
        let State { wheel, seats, free, cancelled } = &mut *self.state.borrow_mut();
        *wheel = Wheel::default();
        *cancelled = 0;
        free.clear();
        free.shrink_to(KEPT);
        let wakers = seats.drain(..).filter_map(|seat| seat.waker).collect();
        seats.shrink_to(KEPT);
        wakers
    }
}

impl State {
    /// Makes the wheel's earliest entry one that wasn't cancelled.
    fn settle(&mut self) {
        let earliest = self.wheel.earliest();
        let is_cancelled = |it: Entry| self.seats[it.tag as usize].waker.is_none();
        if earliest.is_some_and(is_cancelled) {
            let Self { wheel, seats, free, cancelled } = self;
            wheel.settle(|entry| Self::is_set(seats, free, cancelled, entry));
        }
    }

    /// Whether the cancelled entries are the greater part of the wheel.
    fn is_littered(&self) -> bool {
        const FEW: usize = 64;
        self.cancelled > FEW && self.cancelled > self.seats.len() / 2
    }

    /// Takes the cancelled entries out of the wheel.
    #[cold]
    fn sweep(&mut self) {
        let Self { wheel, seats, free, cancelled } = self;
        wheel.retain(|entry| Self::is_set(seats, free, cancelled, entry));
    }

    /// Whether the timer of this entry wasn't cancelled; if it was, frees its seat.
    fn is_set(
        seats: &[Seat],
        free: &mut Vec<u32>,
        cancelled: &mut usize,
        entry: Entry,
    ) -> bool {
        let is_set = seats[entry.tag as usize].waker.is_some();
        if !is_set {
            free.push(entry.tag);
            *cancelled -= 1;
        }
        is_set
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
        self.timers.entered.set(false);
        drop(self.timers.clear()); // foreign code
    }
}
