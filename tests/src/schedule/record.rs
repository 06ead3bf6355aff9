use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use super::program::MAIN;
use super::report::{Ended, Report};
use crate::loops::Failure;

/// What is known about a run: the lines so far, and how far each task is.
///
/// It is how a deadlock is found on loops that would then park for ever: when every
/// task that has begun and isn't over waits without a limit for one that isn't over
/// either, and none of them is being cancelled, then nothing can happen any more.
/// That is looked for whenever a task begins to wait, and whenever one ends.
pub(super) struct Record<H> {
    now: fn() -> Instant,
    state: RefCell<Notes<H>>,
}

struct Notes<H> {
    start: Option<Instant>,
    lines: Vec<String>,
    tasks: BTreeMap<String, Notice<H>>,
    /// How many of them aren't over, and await nobody.
    busy: usize,
    deadlines: BTreeSet<Instant>,
    distinct_deadlines: bool,
    main_waker: Option<Waker>,
    /// Set when the run is over: then there is nothing left to record.
    ended: Option<Ended>,
}

struct Notice<H> {
    state: State,
    /// Whose end it waits for, without a limit.
    awaits: Option<String>,
    is_being_cancelled: bool,
    handle: Option<H>,
    given: Option<Result<String, Failure>>,
    /// Waits for it to be spawned.
    arrival: Option<Waker>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Unknown,
    Spawned,
    Started,
    Over,
}

impl<H> Default for Notice<H> {
    fn default() -> Self {
        Self {
            state: State::Unknown,
            awaits: None,
            is_being_cancelled: false,
            handle: None,
            given: None,
            arrival: None,
        }
    }
}

impl<H> Notice<H> {
    fn is_alive(&self) -> bool {
        matches!(self.state, State::Spawned | State::Started)
    }

    fn is_busy(&self) -> bool {
        self.is_alive() && self.awaits.is_none()
    }
}

impl<H> Record<H> {
    pub(super) fn new(now: fn() -> Instant) -> Self {
        let notes = Notes {
            start: None,
            lines: Vec::new(),
            tasks: BTreeMap::new(),
            busy: 0,
            deadlines: BTreeSet::new(),
            distinct_deadlines: true,
            main_waker: None,
            ended: None,
        };
        Self { now, state: RefCell::new(notes) }
    }

    /// Called in the main future: from here the time counts.
    pub(super) fn begin(&self) {
        self.state.borrow_mut().start = Some((self.now)());
    }

    pub(super) fn end(&self, ended: Ended) {
        self.state.borrow_mut().ended.get_or_insert(ended);
    }

    pub(super) fn report(&self) -> Report {
        let mut notes = self.state.borrow_mut();
        let lines = mem::take(&mut notes.lines);
        let ended = notes.ended.expect("the main future says how it ended");
        Report { lines, ended, distinct_deadlines: notes.distinct_deadlines }
    }

    pub(super) fn line(&self, task: &str, event: &str) {
        let mut notes = self.state.borrow_mut();
        // When the loop has ended, so has its clock.
        if notes.ended.is_none() {
            let ms = notes.elapsed((self.now)()).as_millis();
            notes.lines.push(format!("{ms} {task} {event}"));
        }
    }

    /// A timer is about to be set.
    pub(super) fn deadline(&self, duration: Duration) {
        let mut notes = self.state.borrow_mut();
        let is_new = notes.deadlines.insert((self.now)() + duration);
        notes.distinct_deadlines &= is_new;
    }

    pub(super) fn is(&self, task: &str, state: State) -> bool {
        let mut notes = self.state.borrow_mut();
        notes.task(task).state == state
    }

    pub(super) fn set(&self, task: &str, state: State) {
        self.change(task, |notice| notice.state = state);
    }

    /// Whom it waits for now, without a limit.
    pub(super) fn awaits(&self, task: &str, other: Option<&str>) {
        self.change(task, |notice| notice.awaits = other.map(str::to_owned));
    }

    pub(super) fn cancelled(&self, task: &str) {
        self.state.borrow_mut().task(task).is_being_cancelled = true;
    }

    fn change(&self, task: &str, change: impl FnOnce(&mut Notice<H>)) {
        let mut notes = self.state.borrow_mut();
        let notice = notes.task(task);
        let was_busy = notice.is_busy();
        change(notice);
        let is_busy = notice.is_busy();
        notes.busy = notes.busy + usize::from(is_busy) - usize::from(was_busy);
        if notes.ended.is_some() || !notes.is_stuck() {
            return;
        }
        let ms = notes.elapsed((self.now)()).as_millis();
        let line = format!("{ms} deadlock: {}", notes.who_waits());
        notes.lines.push(line);
        notes.ended = Some(Ended::Deadlocked);
        let main = notes.main_waker.take();
        drop(notes);
        main.expect("a main future is polled before it waits").wake();
    }

    /// Whether nothing can happen any more; if it comes to that later, the task is
    /// woken.
    pub(super) fn is_deadlocked(&self, cx: &Context<'_>) -> bool {
        let mut notes = self.state.borrow_mut();
        notes.main_waker = Some(cx.waker().clone());
        notes.ended == Some(Ended::Deadlocked)
    }

    pub(super) fn arrived(&self, task: &str, handle: H) {
        let mut notes = self.state.borrow_mut();
        let notice = notes.task(task);
        notice.handle = Some(handle);
        let arrival = notice.arrival.take();
        drop(notes);
        if let Some(waker) = arrival {
            waker.wake();
        }
    }

    pub(super) fn wake_when_spawned(&self, task: &str, waker: &Waker) {
        self.state.borrow_mut().task(task).arrival = Some(waker.clone());
    }

    /// Calls `f` with a task's handle, if it is spawned. That is a loop's own code, so
    /// the handle is taken out for as long.
    pub(super) fn with_handle<R>(
        &self,
        task: &str,
        f: impl FnOnce(&mut H) -> R,
    ) -> Option<R> {
        let mut handle = self.state.borrow_mut().task(task).handle.take()?;
        let result = f(&mut handle);
        self.state.borrow_mut().task(task).handle = Some(handle);
        Some(result)
    }

    /// What a task gave: a handle says it once.
    pub(super) fn given(&self, task: &str) -> Option<Result<String, Failure>> {
        self.state.borrow_mut().task(task).given.clone()
    }

    pub(super) fn set_given(&self, task: &str, given: Result<String, Failure>) {
        self.state.borrow_mut().task(task).given = Some(given);
    }
}

impl<H> Notes<H> {
    fn elapsed(&self, now: Instant) -> Duration {
        now - self.start.expect("the main future is the first to run")
    }

    fn task(&mut self, name: &str) -> &mut Notice<H> {
        if !self.tasks.contains_key(name) {
            self.tasks.insert(name.to_owned(), Notice::default());
        }
        self.tasks.get_mut(name).expect("it is there by now")
    }

    fn state_of(&self, name: &str) -> State {
        self.tasks.get(name).map_or(State::Unknown, |notice| notice.state)
    }

    /// The tasks that aren't over.
    fn alive(&self) -> impl Iterator<Item = (&str, &Notice<H>)> {
        let tasks = self.tasks.iter().map(|(name, notice)| (name.as_str(), notice));
        tasks.filter(|(_, notice)| notice.is_alive())
    }

    fn is_stuck(&self) -> bool {
        self.busy == 0
            && self.state_of(MAIN) != State::Over
            && self.alive().all(|(_, notice)| {
                let awaits = notice.awaits.as_ref();
                awaits.is_some_and(|other| self.state_of(other) != State::Over)
                    && !notice.is_being_cancelled
            })
    }

    fn who_waits(&self) -> String {
        let waits = self.alive().filter_map(|(name, notice)| {
            let other = notice.awaits.as_deref()?;
            let missing = self.state_of(other) == State::Unknown;
            let but = if missing { ", which was never spawned" } else { "" };
            Some(format!("{name} waits for {other}{but}"))
        });
        waits.collect::<Vec<_>>().join("; ")
    }
}
