//! The checks of `e17_interval.rs`. You don't need to change this file; it is no secret.

use std::fmt;
use std::process::ExitCode;
use std::task::Poll;
use std::time::{Duration, Instant};

use probes::{Driver, SimClock, TimerQueue};
use verdict::{
    Check, Code, Exercise, Outcome, When, Wrong, codes, ensure, same_order,
};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e17_interval.rs"]
mod exercise;

use exercise::{Interval, Missed, interval};

const RETURNS: &str =
    "A poll of `tick` has to return at once: the clock moves only after that.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e17_interval",
    "step03-timers/exercises/e17_interval.rs",
    include_str!("../notes/e17_interval.md"),
    &[
        Check::new("the first tick comes at once", first_tick, RETURNS),
        Check::new("nothing is missed: a tick every ten seconds", on_time, RETURNS)
            .deadline(Duration::from_secs(1))
            .means(&[(When::Hang, codes::TIMER_SLEEPS)]),
        Check::new(
            "a tick tells when it was due, not when it came",
            says_when_due,
            RETURNS,
        ),
        Check::new("`CatchUp`: all that were missed come at once", catch_up, RETURNS),
        Check::new("`Skip`: those that were missed are left out", skip, RETURNS),
        Check::new(
            "`Skip`: what is due at this very moment is missed, too",
            skip_at_the_moment,
            RETURNS,
        ),
        Check::new("`Delay`: all is later from now on", delay, RETURNS),
        Check::new("late by less than a period is late, too", a_little_late, RETURNS),
        Check::new("a tick that is dropped while it waits isn't lost", drops, RETURNS),
        Check::new(
            "`Skip`: a year that was missed takes no time",
            a_year,
            "A year has 31 thousand million milliseconds. If you take a step for each \
             of them, that takes a while.",
        )
        .means(&[(When::Hang, codes::COUNTS_MISSED)]),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

const PERIOD: Duration = Duration::from_secs(10);
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
const ALL: [Missed; 3] = [Missed::CatchUp, Missed::Skip, Missed::Delay];

/// A tick: when it was due, and when it came.
#[derive(Clone, Copy, Eq, PartialEq)]
struct Tick {
    due: Duration,
    came: Duration,
}

impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.came == self.due {
            true => write!(f, "at {}, on time", span(self.came)),
            false => write!(f, "at {}, that of {}", span(self.came), span(self.due)),
        }
    }
}

fn span(span: Duration) -> String {
    match span.checked_sub(YEAR) {
        Some(Duration::ZERO) => "1 year".into(),
        Some(more) => format!("1 year + {more:?}"),
        None if span.is_zero() => "0s".into(),
        None => format!("{span:?}"),
    }
}

/// Ticks, in seconds: when each was due, and when it came.
fn ticks<const N: usize>(ticks: [(u64, u64); N]) -> [Tick; N] {
    let seconds = Duration::from_secs;
    ticks.map(|(due, came)| Tick { due: seconds(due), came: seconds(came) })
}

struct Lighthouse {
    clock: SimClock,
    queue: TimerQueue,
    start: Instant,
    interval: Interval,
}

impl Lighthouse {
    fn new(period: Duration, missed: Missed) -> Self {
        let clock = SimClock::new();
        let queue = TimerQueue::new(&clock);
        let (start, interval) = (clock.now(), interval(&queue, period, missed));
        Self { clock, queue, start, interval }
    }

    /// Waits for the next tick, and lets the time pass meanwhile.
    fn tick(&mut self) -> Result<Tick, Wrong> {
        const TURNS: usize = 5;
        let mut tick = Driver::new("the tick", self.interval.tick());
        tick.woken_by("the timer queue, when the tick is due");
        for _ in 0..TURNS {
            if let Poll::Ready(due) = tick.poll() {
                let due = due.saturating_duration_since(self.start);
                return Ok(Tick { due, came: self.clock.elapsed() });
            }
            if !self.queue.turn() {
                return Err(Wrong::new(codes::NO_TIMER)
                    .expected("while `tick` waits, a timer is set")
                    .actual("`tick` is pending, and no timer is set"));
            }
        }
        Err(Wrong::new(codes::DUE_NOW)
            .expected("`tick` is ready once its timer has fired")
            .actual(format!("it is still pending after {TURNS} timers")))
    }

    fn ticks(&mut self, count: usize) -> Result<Vec<Tick>, Wrong> {
        (0..count).map(|_| self.tick()).collect()
    }

    fn is_busy(&self, span: Duration) {
        self.clock.advance(span);
        self.queue.fire_due();
    }
}

/// Passes if these ticks came; otherwise the code is about the first that differs.
fn same_ticks(
    expected: &[Tick],
    actual: &[Tick],
    otherwise: impl Fn(Tick, Tick) -> Code,
) -> Outcome {
    let differ = expected.iter().zip(actual).find(|(should, is)| should != is);
    let Some((&should, &is)) = differ else { return Ok(()) };
    let code = match should.came == is.came {
        true => codes::DEADLINE_MOVED,
        false => otherwise(should, is),
    };
    same_order(code, expected, actual)
}

/// What is wrong with a tick that should have come later, or earlier.
fn too_close(should: Tick, is: Tick) -> Code {
    if is.came < should.came { codes::BURST } else { codes::DRIFT }
}

fn first_tick() -> Outcome {
    for missed in ALL {
        let mut tower = Lighthouse::new(PERIOD, missed);
        tower.is_busy(Duration::from_secs(7));
        let tick = tower.tick()?;
        ensure!(
            tick.came == Duration::from_secs(7),
            codes::FIRST_TICK,
            "made at 0s, asked for the first tick at 7s: it comes at 7s",
            "{tick}",
        );
        ensure!(
            tick.due == tick.came,
            codes::FIRST_TICK,
            "the first tick is due when it is asked for, at 7s",
            "{tick}",
        );
    }
    Ok(())
}

fn on_time() -> Outcome {
    for missed in ALL {
        let mut tower = Lighthouse::new(PERIOD, missed);
        let mut actual = Vec::new();
        for busy in [3, 0, 9, 1] {
            actual.push(tower.tick()?);
            tower.is_busy(Duration::from_secs(busy));
        }
        let expected = ticks([(0, 0), (10, 10), (20, 20), (30, 30)]);
        // The queue's clock shows whole seconds here. No rounding makes parts of them.
        same_ticks(&expected, &actual, |_, is| match is.due.subsec_nanos() {
            0 => codes::DRIFT,
            _ => codes::WRONG_CLOCK,
        })?;
    }
    Ok(())
}

fn says_when_due() -> Outcome {
    for missed in ALL {
        let mut tower = Lighthouse::new(PERIOD, missed);
        let first = tower.tick()?;
        tower.is_busy(Duration::from_secs(12));
        let expected = ticks([(0, 0), (10, 12)]);
        same_ticks(&expected, &[first, tower.tick()?], |_, _| codes::DRIFT)?;
    }
    Ok(())
}

/// One tick, then busy for so long, and then some more.
fn after_a_pause(
    missed: Missed,
    seconds: u64,
    more: usize,
) -> Result<Vec<Tick>, Wrong> {
    let mut tower = Lighthouse::new(PERIOD, missed);
    let mut all = vec![tower.tick()?];
    tower.is_busy(Duration::from_secs(seconds));
    all.extend(tower.ticks(more)?);
    Ok(all)
}

fn catch_up() -> Outcome {
    let actual = after_a_pause(Missed::CatchUp, 35, 5)?;
    let expected = ticks([(0, 0), (10, 35), (20, 35), (30, 35), (40, 40), (50, 50)]);
    same_order(codes::CATCH_UP, expected, actual)
}

fn skip() -> Outcome {
    let actual = after_a_pause(Missed::Skip, 35, 3)?;
    let expected = ticks([(0, 0), (10, 35), (40, 40), (50, 50)]);
    same_ticks(&expected, &actual, too_close)
}

fn skip_at_the_moment() -> Outcome {
    let actual = after_a_pause(Missed::Skip, 30, 3)?;
    let expected = ticks([(0, 0), (10, 30), (40, 40), (50, 50)]);
    same_ticks(&expected, &actual, too_close)
}

fn delay() -> Outcome {
    let actual = after_a_pause(Missed::Delay, 35, 3)?;
    let expected = ticks([(0, 0), (10, 35), (45, 45), (55, 55)]);
    same_ticks(&expected, &actual, too_close)
}

/// The tick is being waited for, but the loop polls it two seconds late.
fn a_little_late() -> Outcome {
    for (missed, then) in
        [(Missed::CatchUp, 20), (Missed::Skip, 20), (Missed::Delay, 22)]
    {
        let mut tower = Lighthouse::new(PERIOD, missed);
        let mut actual = vec![tower.tick()?];
        {
            let mut tick = Driver::new("the tick", tower.interval.tick());
            let _ = tick.poll();
            tower.clock.advance(Duration::from_secs(12));
            tower.queue.fire_due();
            if let Poll::Ready(due) = tick.poll() {
                let due = due.saturating_duration_since(tower.start);
                actual.push(Tick { due, came: tower.clock.elapsed() });
            }
        }
        actual.push(tower.tick()?);
        let expected = ticks([(0, 0), (10, 12), (then, then)]);
        same_ticks(&expected, &actual, too_close)?;
    }
    Ok(())
}

fn drops() -> Outcome {
    for missed in ALL {
        let mut tower = Lighthouse::new(PERIOD, missed);
        let first = tower.tick()?;
        for _ in 0..3 {
            let mut tick =
                Driver::new("the tick that is dropped", tower.interval.tick());
            let _ = tick.poll();
        }
        let timers = tower.queue.len();
        ensure!(
            timers == 0,
            codes::TIMER_KEPT,
            "three calls of `tick` were dropped while they waited: no timer is left",
            "timers still set: {timers}",
        );
        let expected = ticks([(0, 0), (10, 10), (20, 20)]);
        let actual = [first, tower.tick()?, tower.tick()?];
        same_ticks(&expected, &actual, |_, _| codes::TICK_LOST)?;
    }
    Ok(())
}

fn a_year() -> Outcome {
    let period = Duration::from_nanos(1_000_001);
    let mut tower = Lighthouse::new(period, Missed::Skip);
    let first = tower.tick()?;
    tower.is_busy(YEAR);
    let late = tower.tick()?;
    let actual = [first, late, tower.tick()?, tower.tick()?];
    let at = |nanos: u128| {
        let nanos = u64::try_from(nanos).expect("a year is short enough");
        Duration::from_nanos(nanos)
    };
    let nanos = period.as_nanos();
    let next = (YEAR.as_nanos() / nanos + 1) * nanos;
    let expected = [
        Tick { due: Duration::ZERO, came: Duration::ZERO },
        Tick { due: period, came: YEAR },
        Tick { due: at(next), came: at(next) },
        Tick { due: at(next + nanos), came: at(next + nanos) },
    ];
    same_order(codes::DRIFT, expected, actual)
}
