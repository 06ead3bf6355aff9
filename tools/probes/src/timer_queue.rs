use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::{Describe, SimClock, lock, register};

/// The timers of a loop that isn't there: deadlines by a [`SimClock`], each with a
/// waker. Clones are the same queue.
///
/// Futures set and cancel timers; a check moves the clock, and says when what is due
/// fires.
///
/// ```
/// use std::time::Duration;
///
/// let clock = probes::SimClock::new();
/// let queue = probes::TimerQueue::new(&clock);
/// let cook = probes::WakerProbe::new("the cook");
/// queue.set(clock.now() + Duration::from_secs(5), cook.waker());
/// assert_eq!(queue.len(), 1);
///
/// clock.advance(Duration::from_secs(5));
/// queue.fire_due();
/// assert_eq!((queue.len(), cook.wakes()), (0, 1));
/// ```
#[derive(Clone)]
pub struct TimerQueue {
    shared: Arc<Shared>,
}

/// Names a timer of a [`TimerQueue`]. No other timer ever gets the same name.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct TimerId {
    deadline: Instant,
    /// Equal deadlines fire in the order in which they were set.
    number: u64,
}

struct Shared {
    clock: SimClock,
    timers: Mutex<Timers>,
}

#[derive(Default)]
struct Timers {
    waiting: BTreeMap<TimerId, Waker>,
    set: u64,
    fired: usize,
}

impl TimerQueue {
    /// A queue without timers.
    #[must_use]
    pub fn new(clock: &SimClock) -> Self {
        let timers = Mutex::default();
        let shared = Arc::new(Shared { clock: clock.clone(), timers });
        register(&shared);
        Self { shared }
    }

    /// The time by the queue's clock.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.shared.clock.now()
    }

    /// Sets a timer: `waker` is woken once, when `deadline` has come.
    pub fn set(&self, deadline: Instant, waker: Waker) -> TimerId {
        let mut timers = lock(&self.shared.timers);
        let timer = TimerId { deadline, number: timers.set };
        timers.set += 1;
        timers.waiting.insert(timer, waker);
        timer
    }

    /// Forgets a timer, and drops its waker. Returns whether it was still to come: for
    /// one that is over, nothing happens.
    pub fn cancel(&self, timer: TimerId) -> bool {
        let waker = lock(&self.shared.timers).waiting.remove(&timer);
        waker.is_some()
    }

    /// The earliest deadline, if there is any.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        let timers = lock(&self.shared.timers);
        timers.waiting.first_key_value().map(|(timer, _)| timer.deadline)
    }

    /// How many timers are still to come.
    #[must_use]
    pub fn len(&self) -> usize {
        lock(&self.shared.timers).waiting.len()
    }

    /// Whether no timer is still to come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many timers were ever set.
    #[must_use]
    pub fn ever_set(&self) -> u64 {
        lock(&self.shared.timers).set
    }

    /// Wakes what is due by the clock, the earliest first. A timer that is set
    /// meanwhile waits for the next call.
    pub fn fire_due(&self) {
        let now = self.now();
        let due = {
            let mut timers = lock(&self.shared.timers);
            let after = TimerId { deadline: now + TICK, number: 0 };
            let later = timers.waiting.split_off(&after);
            let due = std::mem::replace(&mut timers.waiting, later);
            timers.fired += due.len();
            due
        };
        due.into_values().for_each(Waker::wake);
    }

    /// Moves the clock on to the next deadline, if there is one and it hasn't passed,
    /// and fires what is due then. Returns whether there was one.
    pub fn turn(&self) -> bool {
        let Some(deadline) = self.next_deadline() else { return false };
        let clock = &self.shared.clock;
        clock.advance(deadline.saturating_duration_since(clock.now()));
        self.fire_due();
        true
    }

    /// A future that is ready at `deadline`: it keeps one timer for the waker of its
    /// latest poll, and cancels it when it is dropped.
    pub fn sleep_until(&self, deadline: Instant) -> SleepUntil {
        SleepUntil { queue: self.clone(), deadline, set: None }
    }
}

/// The finest step of the clock.
const TICK: Duration = Duration::from_nanos(1);

/// The future of [`TimerQueue::sleep_until`].
///
/// ```
/// use std::task::Poll;
/// use std::time::Duration;
///
/// let clock = probes::SimClock::new();
/// let queue = probes::TimerQueue::new(&clock);
/// let nap = queue.sleep_until(clock.now() + Duration::from_secs(60));
/// let mut sleeper = probes::Driver::new("the sleeper", nap);
/// assert_eq!((sleeper.poll(), queue.len()), (Poll::Pending, 1));
/// queue.turn();
/// assert_eq!((sleeper.wakes(), sleeper.poll()), (1, Poll::Ready(())));
/// ```
#[must_use = "futures do nothing unless polled"]
pub struct SleepUntil {
    queue: TimerQueue,
    deadline: Instant,
    set: Option<(TimerId, Waker)>,
}

impl Future for SleepUntil {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let set = self.set.take();
        if self.queue.now() >= self.deadline {
            if let Some((timer, _)) = set {
                self.queue.cancel(timer);
            }
            return Poll::Ready(());
        }
        let latest = cx.waker();
        self.set = match set {
            Some((timer, waker)) if waker.will_wake(latest) => Some((timer, waker)),
            before => {
                if let Some((timer, _)) = before {
                    self.queue.cancel(timer);
                }
                let timer = self.queue.set(self.deadline, latest.clone());
                Some((timer, latest.clone()))
            }
        };
        Poll::Pending
    }
}

impl Drop for SleepUntil {
    fn drop(&mut self) {
        if let Some((timer, _)) = self.set.take() {
            self.queue.cancel(timer);
        }
    }
}

impl Describe for Shared {
    fn describe(&self) -> Option<String> {
        let timers = self.timers.try_lock().ok()?;
        let set = match timers.waiting.len() {
            0 => "no timer is set".into(),
            1 => "one timer is set".into(),
            many => format!("{many} timers are set"),
        };
        let next = match timers.waiting.first_key_value() {
            Some((timer, _)) => {
                let left =
                    timer.deadline.saturating_duration_since(self.clock.now());
                format!(", the next in {left:?}")
            }
            None => String::new(),
        };
        let fired = timers.fired;
        Some(format!("the timer queue: {set}{next}; fired so far: {fired}"))
    }
}

impl fmt::Debug for TimerQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TimerQueue({:?})", self.shared.describe())
    }
}

impl fmt::Debug for SleepUntil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SleepUntil").field("is_set", &self.set.is_some()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Driver, Trace, WakerProbe};

    fn queue() -> (SimClock, TimerQueue) {
        let clock = SimClock::new();
        let queue = TimerQueue::new(&clock);
        (clock, queue)
    }

    #[test]
    fn what_is_due_fires_earliest_first_and_equals_in_order() {
        let (clock, queue) = queue();
        let trace = Trace::new("wakes");
        let seconds = [2, 1, 2, 1, 3];
        let probes = seconds.map(|seconds| {
            let probe = WakerProbe::new("a waker");
            queue.set(clock.now() + Duration::from_secs(seconds), probe.waker());
            probe
        });
        for (number, probe) in probes.iter().enumerate() {
            let trace = trace.clone();
            probe.on_wake(move || trace.log(number.to_string()));
        }
        clock.advance(Duration::from_secs(2));
        queue.fire_due();
        assert_eq!(trace.entries(), ["1", "3", "0", "2"]);
        assert_eq!(queue.len(), 1, "that of 3 s isn't due");
    }

    #[test]
    fn a_cancelled_timer_gives_its_waker_back() {
        let (clock, queue) = queue();
        let probe = WakerProbe::new("a waker");
        let timer = queue.set(clock.now(), probe.waker());
        assert!(queue.cancel(timer));
        assert!(!queue.cancel(timer), "it is over");
        assert_eq!((queue.len(), probe.held()), (0, 0));
        assert!(!queue.turn(), "there is nothing to turn to");
    }

    #[test]
    fn a_timer_set_by_a_wake_waits_for_the_next_call() {
        let (clock, queue) = queue();
        let (first, second) = (WakerProbe::new("first"), WakerProbe::new("second"));
        let (later, waker) = (queue.clone(), second.waker());
        first.on_wake(move || {
            later.set(later.now(), waker.clone());
        });
        queue.set(clock.now(), first.waker());
        queue.fire_due();
        assert_eq!((first.wakes(), second.wakes()), (1, 0));
        queue.fire_due();
        assert_eq!((first.wakes(), second.wakes()), (1, 1));
    }

    #[test]
    fn a_sleep_has_one_timer_for_its_latest_waker() {
        let (clock, queue) = queue();
        let moment = clock.now() + Duration::from_secs(1);
        let mut sleep = Driver::new("sleep", queue.sleep_until(moment));
        let other = WakerProbe::new("another");
        assert!(sleep.poll().is_pending());
        assert!(sleep.poll_with(&other).is_pending());
        assert_eq!((queue.len(), sleep.held()), (1, 0));
        queue.turn();
        assert_eq!((sleep.wakes(), other.wakes()), (0, 1));
        assert!(sleep.poll().is_ready());
        let dropped = Driver::new("dropped", queue.sleep_until(moment));
        drop(dropped);
        assert!(queue.is_empty());
    }
}
