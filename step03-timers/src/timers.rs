use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Waker;
use std::time::{Duration, Instant};

use crate::wheel::{Entry, Wheel};
use crate::{Clock, contain};

thread_local! {
    /// The timers of the loop that runs on this thread.
    static CURRENT: RefCell<Option<Rc<Timers>>> = const { RefCell::new(None) };
    /// Those of the last loop, without timers: their memory is for the next one.
    static LAST: RefCell<Option<Rc<Timers>>> = const { RefCell::new(None) };
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
    /// Made for the first timer.
    origin: OnceCell<Origin>,
    /// There may be timers. Lets the loop look without further ado, at each turn.
    has_any: Cell<bool>,
    state: RefCell<State>,
}

#[derive(Clone, Copy, Debug)]
struct Origin {
    /// Tells the timers of one loop from another's, in a [`TimerKey`].
    id: u64,
    /// The moment that the wheel counts from.
    start: Instant,
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
#[derive(Debug, Default)]
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
    seat: u32,
    generation: u32,
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
        let mut timers = LAST.take().unwrap_or_else(|| {
            Rc::new(Timers {
                clock: Clock::real(),
                origin: OnceCell::new(),
                has_any: Cell::new(false),
                state: RefCell::default(),
            })
        });
        Rc::get_mut(&mut timers).expect("nobody else has those").clock = clock;
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
        let deadline = self.nanos(deadline);
        let state = &mut *self.state.borrow_mut();
        let seat = state.free.pop().unwrap_or_else(|| {
            state.seats.push(Seat::default());
            u32::try_from(state.seats.len() - 1).expect("fewer than 2³² timers")
        });
        let Seat { generation, waker: place } = &mut state.seats[seat as usize];
        *place = Some(waker);
        state.wheel.push(Entry { deadline, tag: seat });
        self.has_any.set(true);
        TimerKey { timers: self.origin().id, seat, generation: *generation }
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
        let mut state = self.state.borrow_mut();
        let waker = self.waker(&mut state, timer).and_then(Option::take);
        if waker.is_some() {
            let generation = &mut state.seats[timer.seat as usize].generation;
            *generation = generation.wrapping_add(1);
            state.cancelled += 1;
            state.sweep();
        }
        drop(state);
        drop(waker); // foreign code, so the borrow has ended first
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
        let earliest = state.wheel.earliest()?;
        Some(self.origin().start + Duration::from_nanos(earliest.deadline))
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
        let now = self.nanos(self.clock.now());
        while let Some(waker) = self.take_due(now) {
            contain(|| waker.wake());
        }
        self.has_any.set(self.state.borrow().wheel.earliest().is_some());
    }

    /// Takes the waker of the earliest timer, if that is due.
    fn take_due(&self, now: u64) -> Option<Waker> {
        let state = &mut *self.state.borrow_mut();
        loop {
            let seat = state.wheel.pop_due(now)?.tag;
            state.free.push(seat);
            let Seat { generation, waker } = &mut state.seats[seat as usize];
            match waker.take() {
                None => state.cancelled -= 1,
                waker => {
                    *generation = generation.wrapping_add(1);
                    return waker;
                }
            }
        }
    }

    /// The waker of a timer that isn't over, in its place.
    fn waker<'a>(
        &self,
        state: &'a mut State,
        timer: TimerKey,
    ) -> Option<&'a mut Option<Waker>> {
        let seat = state.seats.get_mut(timer.seat as usize)?;
        (timer.timers == self.origin().id && seat.generation == timer.generation)
            .then_some(&mut seat.waker)
    }

    /// A moment as the wheel has it: nothing is earlier than the start.
    fn nanos(&self, moment: Instant) -> u64 {
        let nanos = moment.saturating_duration_since(self.origin().start).as_nanos();
        u64::try_from(nanos).unwrap_or(u64::MAX) // in 584 years
    }

    /// Forgets all timers, and which loop they were of. Returns the wakers.
    fn clear(&mut self) -> Vec<Waker> {
        if self.origin.take().is_none() {
            return Vec::new();
        }
        self.has_any.set(false);
        let State { wheel, seats, free, cancelled } = self.state.get_mut();
        *wheel = Wheel::default();
        *cancelled = 0;
        free.clear();
        free.shrink_to(KEPT);
        let wakers = seats.drain(..).filter_map(|seat| seat.waker).collect();
        seats.shrink_to(KEPT);
        wakers
    }

    fn origin(&self) -> Origin {
        static NEXT_ID: AtomicU64 = AtomicU64::new(0);
        *self.origin.get_or_init(|| {
            // Relaxed: all that matters is that no two get the same number.
            let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
            Origin { id, start: self.clock.now() }
        })
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

    /// Takes the cancelled entries out of the wheel once they are the greater part.
    fn sweep(&mut self) {
        const FEW: usize = 64;
        if self.cancelled > FEW && self.cancelled > self.seats.len() / 2 {
            let Self { wheel, seats, free, cancelled } = self;
            wheel.retain(|entry| Self::is_set(seats, free, cancelled, entry));
        }
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
        drop(CURRENT.take());
        // Unless somebody has kept them.
        if let Some(timers) = Rc::get_mut(&mut self.timers) {
            let wakers = timers.clear();
            drop(LAST.replace(Some(Rc::clone(&self.timers))));
            drop(wakers); // foreign code
        }
    }
}
