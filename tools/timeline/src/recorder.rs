use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Instant;

use parking_lot::Mutex;

use crate::recording::{
    ClockKind, Event, Kind, Outcome, PollEnd, Recording, TaskId, TaskName, ThreadId,
    VERSION,
};

/// How many events a recorder keeps when it isn't told: some 110 MB of them.
pub const MOST_EVENTS: usize = 2_000_000;

/// Writes down what a runtime does with futures, without the runtime's help: it wraps
/// a future, and the waker that the future is polled with.
///
/// What it sees: each task's spawn, polls, wakes and drop, and the thread of each.
/// What that costs is printed by `cargo run --release -p timeline --example cost`.
///
/// Clones record into the same recording.
///
/// ```
/// use timeline::{Recorder, Story};
///
/// let recorder = Recorder::new("a yield");
/// step04_spawn::block_on(recorder.task("main", step04_spawn::yield_now()));
/// let recording = recorder.finish();
/// assert_eq!(Story::new(&recording).polls.len(), 2);
/// ```
#[derive(Clone)]
pub struct Recorder {
    shared: Arc<Shared>,
}

struct Shared {
    clock: Box<dyn Fn() -> Instant + Send + Sync>,
    start: Instant,
    kind: ClockKind,
    title: String,
    log: Mutex<Log>,
}

struct Log {
    limit: usize,
    /// Whether polls that are all alike are counted instead of listed. On a virtual
    /// clock they aren't: what other threads do at the same instant would come between
    /// them or not, as it happens.
    counts_repeats: bool,
    events: Vec<(Event, Stamp)>,
    tasks: Vec<(TaskName, Stamp)>,
    threads: Vec<(String, Stamp)>,
    thread_ids: HashMap<thread::ThreadId, ThreadId>,
    dropped: u64,
}

/// A logical time (Lamport, 1978): what was caused has a later one than its cause.
///
/// On a virtual clock much happens at once, and which of two threads came first is
/// chance. By their stamps, the events have an order that is the same in every run.
type Stamp = u64;

thread_local! {
    /// The tasks that are polled on this thread, the innermost last.
    static POLLED: RefCell<Vec<(usize, TaskId)>> = const { RefCell::new(Vec::new()) };
}

impl Recorder {
    /// A recorder by the system's clock.
    ///
    /// ```
    /// let recording = timeline::Recorder::new("no event yet").finish();
    /// assert!(recording.events.is_empty());
    /// ```
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self::build(title, ClockKind::Real, Box::new(Instant::now))
    }

    /// A recorder by a virtual clock: `now` says what time it is.
    ///
    /// If the run is the same each time, so is its recording, also with several
    /// threads: what happens at the same instant is put in an order of its own,
    /// causes before what they cause.
    ///
    /// ```
    /// use std::time::Duration;
    /// use step04_spawn::{Clock, block_on_with, sleep};
    ///
    /// let clock = Clock::new_virtual();
    /// let now = clock.clone();
    /// let recorder = timeline::Recorder::with_clock("a nap", move || now.now());
    /// let nap = recorder.task("nap", sleep(Duration::from_secs(3600)));
    /// block_on_with(clock, nap);
    /// let recording = recorder.finish();
    /// assert_eq!(recording.events.last().unwrap().time().as_secs(), 3600);
    /// ```
    #[must_use]
    pub fn with_clock(
        title: &str,
        now: impl Fn() -> Instant + Send + Sync + 'static,
    ) -> Self {
        Self::build(title, ClockKind::Virtual, Box::new(now))
    }

    /// The same, but keeps no more than so many events; the others are counted.
    ///
    /// ```
    /// let recorder = timeline::Recorder::new("short").limit(1);
    /// recorder.note("kept");
    /// recorder.note("counted");
    /// let recording = recorder.finish();
    /// assert_eq!((recording.events.len(), recording.dropped), (1, 1));
    /// ```
    #[must_use]
    pub fn limit(self, events: usize) -> Self {
        self.shared.log.lock().limit = events;
        self
    }

    fn build(
        title: &str,
        kind: ClockKind,
        clock: Box<dyn Fn() -> Instant + Send + Sync>,
    ) -> Self {
        let start = clock();
        let title = title.to_owned();
        let log = Mutex::new(Log {
            limit: MOST_EVENTS,
            counts_repeats: kind == ClockKind::Real,
            events: Vec::new(),
            tasks: Vec::new(),
            threads: Vec::new(),
            thread_ids: HashMap::new(),
            dropped: 0,
        });
        Self { shared: Arc::new(Shared { clock, start, kind, title, log }) }
    }

    /// Names a future, and records what becomes of it.
    ///
    /// Wrap what you give to `spawn` and to `block_on`. A future that is awaited
    /// inside of another can be wrapped too: its polls are drawn within the other's.
    /// The task in whose poll this is called is its parent.
    ///
    /// ```
    /// let recorder = timeline::Recorder::new("parent and child");
    /// let inner = recorder.clone();
    /// step04_spawn::block_on(recorder.task("main", async move {
    ///     step04_spawn::spawn(inner.task("child", async {})).await
    /// }))
    /// .unwrap();
    /// let recording = recorder.finish();
    /// assert_eq!(recording.tasks[1].parent, Some(0));
    /// ```
    pub fn task<F: IntoFuture>(
        &self,
        name: &str,
        future: F,
    ) -> Recorded<F::IntoFuture> {
        let parent = POLLED.with_borrow(|polled| {
            polled.iter().rev().find(|(log, _)| *log == self.id()).map(|&(_, id)| id)
        });
        let name = TaskName { name: name.to_owned(), parent };
        let (at, thread) = (self.now(), thread::current());
        let mut log = self.shared.log.lock();
        let id = log.tasks.len();
        log.tasks.push((name, 0));
        log.push(at, &thread, Kind::Spawn(id));
        drop(log);
        let future = Box::pin(future.into_future());
        Recorded {
            recorder: self.clone(),
            id,
            future: Some(future),
            waker: Weak::new(),
        }
    }

    /// Records something in the program's own words.
    ///
    /// ```
    /// let recorder = timeline::Recorder::new("words");
    /// recorder.note("hello");
    /// assert_eq!(recorder.finish().events.len(), 1);
    /// ```
    pub fn note(&self, words: &str) {
        self.record(Kind::Note(words.to_owned()));
    }

    /// What was recorded so far. The recorder can go on, and will remember it all.
    #[must_use]
    pub fn finish(&self) -> Recording {
        let log = self.shared.log.lock();
        let (events, dropped) = (log.events.clone(), log.dropped);
        let threads: Vec<_> =
            log.threads.iter().map(|(name, _)| name.clone()).collect();
        let tasks: Vec<_> = log.tasks.iter().map(|(task, _)| task.clone()).collect();
        drop(log);
        let recording = Recording {
            version: VERSION,
            title: self.shared.title.clone(),
            clock: self.shared.kind,
            threads,
            tasks,
            events: Vec::new(),
            dropped,
        };
        match self.shared.kind {
            ClockKind::Real => as_recorded(recording, events),
            ClockKind::Virtual => in_order(recording, events),
        }
    }

    fn id(&self) -> usize {
        Arc::as_ptr(&self.shared).addr()
    }

    fn now(&self) -> u64 {
        let elapsed =
            (self.shared.clock)().saturating_duration_since(self.shared.start);
        u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
    }

    fn record(&self, kind: Kind) {
        // The clock is somebody else's: it is asked before the lock is taken.
        let (at, thread) = (self.now(), thread::current());
        self.shared.log.lock().push(at, &thread, kind);
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events = self.shared.log.lock().events.len();
        f.debug_struct("Recorder")
            .field("title", &self.shared.title)
            .field("events", &events)
            .finish_non_exhaustive()
    }
}

impl Log {
    fn push(&mut self, at: u64, thread: &thread::Thread, kind: Kind) {
        let id = *self.thread_ids.entry(thread.id()).or_insert_with(|| {
            let name = thread.name().unwrap_or("a thread").to_owned();
            self.threads.push((name, 0));
            self.threads.len() - 1
        });
        let stamp = self.stamp(id, &kind);
        let event = Event { at, thread: id, by: None, kind };
        if self.counts_repeats && self.is_repeat(&event) {
            self.events.pop();
            let (before, _) = self.events.last_mut().expect("it is a repeat of one");
            let Kind::End(end) = &mut before.kind else {
                unreachable!("see is_repeat")
            };
            (before.at, end.again) = (event.at, end.again + 1);
        } else if self.events.len() < self.limit {
            self.events.push((event, stamp));
        } else {
            self.dropped += 1;
        }
    }

    fn stamp(&mut self, thread: ThreadId, kind: &Kind) -> Stamp {
        let now = &mut self.threads[thread].1;
        *now += 1;
        match *kind {
            Kind::Spawn(task) | Kind::Wake(task) => {
                let woken = &mut self.tasks[task].1;
                *woken = (*woken).max(*now);
            }
            Kind::Poll(task) => *now = (*now).max(self.tasks[task].1 + 1),
            _ => {}
        }
        *now
    }

    /// Whether the event ends a poll like the one before it, and nothing happened
    /// between them or in them.
    fn is_repeat(&self, event: &Event) -> bool {
        let Kind::End(PollEnd { task, outcome: Outcome::Pending, lost, .. }) =
            event.kind
        else {
            return false;
        };
        let pending = |(event, _): &(Event, Stamp)| {
            matches!(event.kind, Kind::End(PollEnd { task: it, outcome: Outcome::Pending, lost: was, .. })
                if it == task && was == lost)
        };
        let begun = |(event, _): &(Event, Stamp)| event.kind == Kind::Poll(task);
        matches!(self.events.as_slice(),
            [.., first, end, second] if begun(first) && pending(end) && begun(second)
                && [first, end, second].iter().all(|(e, _)| e.thread == event.thread))
    }
}

/// Keeps the order, in which a thread may have looked at the clock before another and
/// come after it.
fn as_recorded(mut recording: Recording, events: Vec<(Event, Stamp)>) -> Recording {
    let mut last = 0;
    for (mut event, _) in events {
        last = event.at.max(last);
        event.at = last;
        recording.events.push(event);
    }
    recording
}

/// Puts what happened at the same instant in the order of the stamps, and numbers
/// threads and tasks by when they are first met.
fn in_order(mut recording: Recording, mut events: Vec<(Event, Stamp)>) -> Recording {
    let mut first_met: Vec<_> = vec![(u64::MAX, u64::MAX); recording.threads.len()];
    for (event, stamp) in &events {
        let met = &mut first_met[event.thread];
        *met = (*met).min((event.at, *stamp));
    }
    let mut threads: Vec<_> = (0..recording.threads.len()).collect();
    threads.sort_by_key(|&id| (first_met[id], recording.threads[id].clone()));
    let thread_number = places(&threads);
    // Stable: what one thread did stays in its order.
    events.sort_by_key(|(e, stamp)| (e.at, *stamp, thread_number[e.thread]));

    let mut tasks: Vec<_> = (0..recording.tasks.len()).collect();
    let mut spawned = vec![usize::MAX; tasks.len()];
    for (place, (event, _)) in events.iter().enumerate() {
        if let Kind::Spawn(task) = event.kind {
            spawned[task] = place;
        }
    }
    tasks.sort_by_key(|&id| spawned[id]);
    let task_number = places(&tasks);

    recording.threads =
        threads.iter().map(|&id| mem::take(&mut recording.threads[id])).collect();
    let old_tasks = mem::take(&mut recording.tasks);
    recording.tasks = tasks
        .iter()
        .map(|&id| TaskName {
            name: old_tasks[id].name.clone(),
            parent: old_tasks[id].parent.map(|parent| task_number[parent]),
        })
        .collect();
    for (mut event, _) in events {
        event.thread = thread_number[event.thread];
        match &mut event.kind {
            Kind::Spawn(task)
            | Kind::Poll(task)
            | Kind::End(PollEnd { task, .. })
            | Kind::Wake(task)
            | Kind::Unreachable(task)
            | Kind::Drop(task) => *task = task_number[*task],
            Kind::Note(_) => {}
        }
        recording.events.push(event);
    }
    recording
}

/// Where each number stands in the list.
fn places(order: &[usize]) -> Vec<usize> {
    let mut places = vec![0; order.len()];
    for (place, &id) in order.iter().enumerate() {
        places[id] = place;
    }
    places
}

/// A future whose polls, wakes and drop are recorded: see [`Recorder::task`].
#[must_use = "a future does nothing until it is polled"]
pub struct Recorded<F> {
    recorder: Recorder,
    id: TaskId,
    /// `None` once it is finished or being dropped.
    future: Option<Pin<Box<F>>>,
    /// The waker of the last poll, as long as somebody keeps a clone of it.
    waker: Weak<RecordedWaker>,
}

impl<F: Future> Future for Recorded<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        let future =
            this.future.as_mut().expect("it isn't polled after it is finished");
        let last = this.waker.upgrade();
        let waker = match &last {
            Some(last) if last.waker.will_wake(cx.waker()) => Arc::clone(last),
            _ => RecordedWaker::new(&this.recorder, this.id, cx.waker()),
        };
        if let Some(last) = last.filter(|last| !Arc::ptr_eq(last, &waker)) {
            last.counts.store(false, SeqCst);
        }
        this.waker = Arc::downgrade(&waker);
        waker.counts.store(true, SeqCst);

        let polled = Polled::enter(&this.recorder, this.id, &waker);
        let result = {
            let waker = Waker::from(Arc::clone(&waker));
            future.as_mut().poll(&mut Context::from_waker(&waker))
        };
        // Whoever kept it can wake us. If it is ours alone, nobody can: unless it has
        // been woken already, the task is lost.
        let alone = Arc::strong_count(&waker) == 1;
        let lost = result.is_pending() && alone && waker.counts.load(SeqCst);
        if alone {
            waker.counts.store(false, SeqCst);
        }
        match result {
            Poll::Pending => polled.end(Outcome::Pending, lost),
            Poll::Ready(_) => {
                waker.counts.store(false, SeqCst);
                polled.end(Outcome::Ready, false);
                this.drop_future();
            }
        }
        result
    }
}

impl<F> Recorded<F> {
    fn drop_future(&mut self) {
        if let Some(future) = self.future.take() {
            if let Some(waker) = self.waker.upgrade() {
                waker.counts.store(false, SeqCst); // nobody waits for it any more
            }
            self.recorder.record(Kind::Drop(self.id));
            drop(future);
        }
    }
}

impl<F> Drop for Recorded<F> {
    fn drop(&mut self) {
        self.drop_future();
    }
}

impl<F> fmt::Debug for Recorded<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.recorder.shared.log.lock().tasks[self.id].0.name.clone();
        f.debug_struct("Recorded").field("name", &name).finish_non_exhaustive()
    }
}

/// A poll that is going on. Dropped before its end, it ends by a panic.
struct Polled<'a> {
    recorder: &'a Recorder,
    id: TaskId,
    waker: &'a RecordedWaker,
    outcome: Outcome,
    lost: bool,
}

impl<'a> Polled<'a> {
    fn enter(recorder: &'a Recorder, id: TaskId, waker: &'a RecordedWaker) -> Self {
        POLLED.with_borrow_mut(|polled| polled.push((recorder.id(), id)));
        recorder.record(Kind::Poll(id));
        Self { recorder, id, waker, outcome: Outcome::Panicked, lost: false }
    }

    fn end(mut self, outcome: Outcome, lost: bool) {
        (self.outcome, self.lost) = (outcome, lost);
    }
}

impl Drop for Polled<'_> {
    fn drop(&mut self) {
        POLLED.with_borrow_mut(Vec::pop);
        let Self { id: task, outcome, lost, .. } = *self;
        if outcome == Outcome::Panicked {
            self.waker.counts.store(false, SeqCst); // nobody waits for it any more
        }
        self.recorder.record(Kind::End(PollEnd { task, outcome, lost, again: 0 }));
    }
}

/// The waker that a recorded future gets: writes the wake down, and passes it on.
struct RecordedWaker {
    recorder: Recorder,
    id: TaskId,
    waker: Waker,
    /// Whether the task can't go on without it: it is the one of the last poll, and
    /// hasn't been called since.
    counts: AtomicBool,
}

impl RecordedWaker {
    fn new(recorder: &Recorder, id: TaskId, waker: &Waker) -> Arc<Self> {
        let (recorder, waker) = (recorder.clone(), waker.clone());
        Arc::new(Self { recorder, id, waker, counts: AtomicBool::new(false) })
    }
}

impl Wake for RecordedWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.counts.store(false, SeqCst);
        self.recorder.record(Kind::Wake(self.id));
        self.waker.wake_by_ref();
    }
}

impl Drop for RecordedWaker {
    fn drop(&mut self) {
        if *self.counts.get_mut() {
            self.recorder.record(Kind::Unreachable(self.id));
        }
    }
}
