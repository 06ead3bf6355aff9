use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::Waker;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use step03_timers::Clock;

use crate::handle::Remote;
use crate::parker::Parker;

thread_local! {
    /// The virtual time that this thread lives in, if any.
    static CURRENT: RefCell<Option<Arc<SharedTime>>> = const { RefCell::new(None) };
}

/// Blocks the whole thread for `duration`: on a loop, every task of it; in
/// [`spawn_blocking`](crate::spawn_blocking), nobody but the job.
///
/// As in step 4, but with a virtual clock this thread now waits for the others: the
/// time passes when nothing else is ready on any loop.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step05_multithread::{Clock, Runtime, block_thread, now, spawn_blocking};
///
/// Runtime::with_clock(1, Clock::new_virtual()).block_on(async {
///     let start = now();
///     let job = spawn_blocking(|| block_thread(Duration::from_secs(1)));
///     job.await.expect("it isn't aborted");
///     assert_eq!(now() - start, Duration::from_secs(1));
/// });
/// ```
pub fn block_thread(duration: Duration) {
    // The thread may be ending, and its locals gone.
    match CURRENT.try_with(|time| time.borrow().clone()).ok().flatten() {
        None => thread::sleep(duration),
        Some(time) => {
            let deadline = time.clock.after(duration);
            time.park(&Parker::new(), Some(deadline), None);
        }
    }
}

/// One virtual clock for several threads. It jumps to the earliest deadline when
/// each of them is asleep and none has mail.
pub(crate) struct SharedTime {
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    /// How many threads and waiting jobs are not asleep.
    awake: usize,
    /// By the number of parks before.
    asleep: BTreeMap<u64, Sleeper>,
    parks: u64,
}

struct Sleeper {
    deadline: Option<Instant>,
    /// A loop that has mail is about to wake.
    event_loop: Option<Arc<Remote>>,
    unpark: Waker,
    /// Its deadline has come, and it counts as awake already.
    released: bool,
}

impl SharedTime {
    pub(crate) fn new(clock: Clock) -> Self {
        let state = State { awake: 0, asleep: BTreeMap::new(), parks: 0 };
        Self { clock, state: Mutex::new(state) }
    }

    /// Parks an awake thread until `deadline` or until the parker is woken.
    pub(crate) fn park(
        &self,
        parker: &Parker,
        deadline: Option<Instant>,
        event_loop: Option<&Arc<Remote>>,
    ) {
        let mut state = self.state.lock();
        let has_mail = event_loop.is_some_and(|it| !it.inbox.is_empty());
        if let Some(deadline) = deadline
            && state.awake == 1
            && state.asleep.is_empty()
            && !has_mail
        {
            self.clock.advance_to(deadline); // nobody else has a say in it
            return;
        }
        let sleeper = Sleeper {
            deadline,
            event_loop: event_loop.cloned(),
            unpark: parker.waker(),
            released: false,
        };
        let number = state.parks;
        state.parks += 1;
        state.asleep.insert(number, sleeper);
        state.awake -= 1;
        self.advance(&mut state);
        drop(state);
        parker.park(None);
        let mut state = self.state.lock();
        let sleeper =
            state.asleep.remove(&number).expect("only this thread removes it");
        if !sleeper.released {
            state.awake += 1;
        }
    }

    /// Moves on to the next deadline if nobody has anything to do before it.
    fn advance(&self, state: &mut State) {
        let has_mail = |event_loop: &Arc<Remote>| !event_loop.inbox.is_empty();
        if state.awake > 0
            || state
                .asleep
                .values()
                .any(|it| it.event_loop.as_ref().is_some_and(has_mail))
        {
            return;
        }
        let Some(next) = state.asleep.values().filter_map(|it| it.deadline).min()
        else {
            return;
        };
        self.clock.advance_to(next);
        for sleeper in state.asleep.values_mut() {
            if sleeper.deadline.is_some_and(|deadline| deadline <= next) {
                sleeper.released = true;
                state.awake += 1;
                sleeper.unpark.wake_by_ref();
            }
        }
    }
}

/// Somebody who isn't asleep: while it is there, and not parked, no time passes.
pub(crate) struct Awake {
    pub(crate) time: Arc<SharedTime>,
}

impl Awake {
    pub(crate) fn new(time: &Arc<SharedTime>) -> Self {
        time.state.lock().awake += 1;
        Self { time: Arc::clone(time) }
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        let mut state = self.time.state.lock();
        state.awake -= 1;
        self.time.advance(&mut state);
    }
}

/// This thread lives in a virtual time, until this is dropped.
pub(crate) struct EnteredTime {
    /// A blocking job may start a runtime of its own, with a time of its own.
    outer: Option<Arc<SharedTime>>,
}

impl EnteredTime {
    pub(crate) fn enter(time: Option<Arc<SharedTime>>) -> Self {
        Self { outer: CURRENT.replace(time) }
    }
}

impl Drop for EnteredTime {
    fn drop(&mut self) {
        drop(CURRENT.replace(self.outer.take()));
    }
}
