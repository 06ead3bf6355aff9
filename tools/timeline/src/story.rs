use std::time::Duration;

use crate::recording::{
    ClockKind, Event, Kind, Outcome, Recording, TaskId, ThreadId, WokenBy,
};

/// A poll's place in [`Story::polls`].
pub type PollId = usize;
/// An event's place in [`Recording::events`].
pub type EventId = usize;

/// What a [`Recording`] tells that nobody recorded: turns, run queues, parks, timers,
/// and who woke whom.
///
/// A moment is the number of an event, and means the time right after it: with several
/// threads and a clock that stands still, times alone say too little.
#[derive(Clone, Debug)]
pub struct Story<'r> {
    /// What it is made from.
    pub recording: &'r Recording,
    /// All polls, in the order in which they began.
    pub polls: Vec<Polled>,
    /// All wakes, in their order.
    pub wakes: Vec<Woken>,
    /// For each task, what became of it.
    pub lives: Vec<Life>,
    /// For each thread that polls, its turns.
    pub turns: Vec<Turn>,
    /// When a thread had nothing to do, in the order of their beginnings.
    pub parks: Vec<Park>,
}

/// One poll of one task; or several, if they were counted and not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polled {
    /// Whose.
    pub task: TaskId,
    /// On which thread.
    pub thread: ThreadId,
    /// Where it began.
    pub begin: EventId,
    /// Where it ended, if that was recorded.
    pub end: Option<EventId>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How many polls more, right after it, returned pending just so.
    pub again: u64,
    /// The poll of another task inside of which it happened: the other one awaits it.
    pub within: Option<PollId>,
    /// The wake that it answers: the first since the poll before. `None`: its first
    /// poll, or nobody asked for it.
    pub cause: Option<usize>,
    /// Its turn, in [`Story::turns`].
    pub turn: usize,
}

/// One call of a task's waker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Woken {
    /// Which event.
    pub event: EventId,
    /// Who is woken.
    pub task: TaskId,
    /// By whom.
    pub by: By,
    /// Whether the task had been woken already, and not been polled since.
    pub again: bool,
}

/// Who wakes.
///
/// A wake in a poll is that task's. Outside of any, the end of a task and a timer are
/// told apart by [`Event::by`] if the recording has it. Otherwise it's a guess: what
/// comes at once after a task's end is taken for the end's doing, and the rest for a
/// timer's, which is wrong where a timer fires at just that moment, or where the loop
/// itself hears of sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A task, in its poll.
    Task(TaskId),
    /// The end of a task: somebody awaits it.
    EndOf(TaskId),
    /// The loop itself, outside of any poll: a timer fired.
    Timer,
    /// A thread that polls nothing.
    Thread(ThreadId),
}

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// When it was made. `None` if that isn't in the recording.
    pub spawned: Option<EventId>,
    /// When its future was dropped.
    pub dropped: Option<EventId>,
    /// How it ended.
    pub fate: Fate,
    /// Since when it has been asleep with nobody who has its waker, if it was so to
    /// its end: it was forgotten.
    pub lost: Option<EventId>,
    /// Whether it is polled within other tasks only.
    pub awaited_inside: bool,
    /// Whether it is in no run queue as long as it is ready: it is polled within other
    /// tasks only, or it was made and never polled though its thread parked meanwhile.
    pub never_queued: bool,
    /// Its polls, in order.
    pub polls: Vec<PollId>,
    /// What it did, without gaps from its spawn to its end.
    pub spans: Vec<Span>,
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its future was ready.
    Finished,
    /// Its future was dropped before it was ready.
    Cancelled,
    /// A poll of it panicked.
    Panicked,
    /// The recording ends before it does.
    GoesOn,
}

/// A task is in one state from one moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which.
    pub state: State,
    /// From this moment on.
    pub from: EventId,
    /// Until this one; to the end of the recording if `None`.
    pub until: Option<EventId>,
}

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is woken or new, and waits for its turn.
    Queued,
    /// It runs.
    Polled,
    /// It waits for a wake.
    Asleep,
}

/// What a thread polled of what was ready when the turn began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// On which thread.
    pub thread: ThreadId,
    /// Its number on that thread, from 1.
    pub number: usize,
    /// The polls, without those within another.
    pub polls: Vec<PollId>,
}

/// A thread had nothing to poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Park {
    /// Which.
    pub thread: ThreadId,
    /// The last thing that it did.
    pub from: EventId,
    /// What ended it: a wake, mostly.
    pub until: EventId,
}

/// How things stand at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// For each thread, what waits in its run queue, the next one first.
    pub queues: Vec<Vec<TaskId>>,
    /// For each thread, the tasks that are polled, the innermost last.
    pub polled: Vec<Vec<TaskId>>,
    /// Who sleeps until a timer fires, and the wake that will be; the earliest first.
    pub timers: Vec<(TaskId, EventId)>,
    /// Who sleeps otherwise.
    pub asleep: Vec<TaskId>,
}

/// On a real clock, a wake that comes so soon after a task's end is taken for the end's
/// doing, and a later one for a timer's.
const AT_ONCE: u64 = 20_000;

/// A loop that polls what nobody has woken, and so soon, doesn't sleep in between; on a
/// busy machine it may well be interrupted.
const SPINNING: Duration = Duration::from_millis(10);

impl<'r> Story<'r> {
    /// Works out what happened.
    ///
    /// ```
    /// use timeline::{By, Fate, Recorder, Story};
    ///
    /// let recorder = Recorder::new("a yield");
    /// let future = recorder.task("main", step04_spawn::yield_now());
    /// step04_spawn::block_on(future);
    /// let recording = recorder.finish();
    /// let story = Story::new(&recording);
    /// assert_eq!(story.lives[0].fate, Fate::Finished);
    /// assert_eq!(story.wakes[0].by, By::Task(0));
    /// assert_eq!(story.turns.len(), 2);
    /// ```
    #[must_use]
    pub fn new(recording: &'r Recording) -> Self {
        let mut story = Self {
            recording,
            polls: Vec::new(),
            wakes: Vec::new(),
            lives: Vec::new(),
            turns: Vec::new(),
            parks: Vec::new(),
        };
        story.find_polls();
        story.find_wakes();
        story.find_spans();
        story.find_turns();
        story.find_parks();
        story
    }

    /// How a moment stands. Walks through all that was recorded of each task.
    ///
    /// ```
    /// use timeline::{Recorder, Story};
    ///
    /// let recorder = Recorder::new("two in a queue");
    /// let (a, b) = (recorder.task("a", async {}), recorder.task("b", async {}));
    /// let mut queue = step01_poll::RoundRobin::new();
    /// queue.push(a);
    /// queue.push(b);
    /// queue.run();
    /// drop(queue);
    /// let recording = recorder.finish();
    /// assert_eq!(Story::new(&recording).moment(1).queues, [[0, 1]]);
    /// ```
    #[must_use]
    pub fn moment(&self, now: EventId) -> Moment {
        let mut queues = vec![Vec::new(); self.recording.threads.len()];
        let mut polled = vec![Vec::new(); self.recording.threads.len()];
        let (mut timers, mut asleep) = (Vec::new(), Vec::new());
        for (task, life) in self.lives.iter().enumerate() {
            let Some(span) = life.span_at(now) else { continue };
            match span.state {
                State::Queued if life.never_queued => {}
                State::Queued => {
                    queues[self.home(task, span.from)].push((span.from, task));
                }
                State::Polled => {
                    let thread = self.recording.events[span.from].thread;
                    polled[thread].push((span.from, task));
                }
                State::Asleep => match self.wake_at(span.until) {
                    Some(Woken { by: By::Timer, event, .. }) => {
                        timers.push((*event, task));
                    }
                    _ => asleep.push(task),
                },
            }
        }
        timers.sort_unstable();
        Moment {
            queues: queues.into_iter().map(in_order).collect(),
            polled: polled.into_iter().map(in_order).collect(),
            timers: timers.into_iter().map(|(event, task)| (task, event)).collect(),
            asleep,
        }
    }

    /// When a moment is.
    #[must_use]
    pub fn time(&self, moment: EventId) -> Duration {
        self.recording.events.get(moment).map_or(Duration::ZERO, Event::time)
    }

    /// The wake that an event is.
    #[must_use]
    pub fn wake_at(&self, event: Option<EventId>) -> Option<&Woken> {
        let place =
            self.wakes.binary_search_by_key(&event?, |wake| wake.event).ok()?;
        Some(&self.wakes[place])
    }

    /// In which thread's run queue a task is that is ready at a moment: of the thread
    /// that polls it next, or else did last, or else made it.
    #[must_use]
    pub fn home(&self, task: TaskId, moment: EventId) -> ThreadId {
        let polls = &self.lives[task].polls;
        let next = polls.partition_point(|&poll| self.polls[poll].begin <= moment);
        let poll = polls.get(next).or_else(|| polls.get(next.wrapping_sub(1)));
        let made = || {
            self.lives[task].spawned.map_or(0, |e| self.recording.events[e].thread)
        };
        poll.map_or_else(made, |&poll| self.polls[poll].thread)
    }

    /// Since when a poll's task has been ready for it, as far as was seen.
    pub(crate) fn ready_since(&self, poll: PollId) -> EventId {
        let it = &self.polls[poll];
        let is_first = self.lives[it.task].polls.first() == Some(&poll);
        let spawned = self.lives[it.task].spawned.filter(|_| is_first);
        let woken = it.cause.map(|wake| self.wakes[wake].event);
        woken.or(spawned).unwrap_or(it.begin)
    }

    fn find_polls(&mut self) {
        let recording = self.recording;
        let mut going_on: Vec<Vec<PollId>> =
            vec![Vec::new(); recording.threads.len()];
        self.lives = vec![
            Life {
                spawned: None,
                dropped: None,
                fate: Fate::GoesOn,
                lost: None,
                awaited_inside: false,
                never_queued: false,
                polls: Vec::new(),
                spans: Vec::new(),
            };
            recording.tasks.len()
        ];
        for (event, it) in recording.events.iter().enumerate() {
            match it.kind {
                Kind::Spawn(task) => self.lives[task].spawned = Some(event),
                Kind::Poll(task) => {
                    let going_on = &mut going_on[it.thread];
                    let within = going_on.last().copied();
                    going_on.push(self.polls.len());
                    self.lives[task].polls.push(self.polls.len());
                    self.polls.push(Polled {
                        task,
                        thread: it.thread,
                        begin: event,
                        end: None,
                        outcome: None,
                        again: 0,
                        within,
                        cause: None,
                        turn: 0,
                    });
                }
                Kind::End(ref end) => {
                    let going_on = &mut going_on[it.thread];
                    let place = going_on
                        .iter()
                        .rposition(|&id| self.polls[id].task == end.task);
                    let Some(place) = place else { continue };
                    let poll = &mut self.polls[going_on[place]];
                    going_on.truncate(place);
                    (poll.end, poll.again) = (Some(event), end.again);
                    poll.outcome = Some(end.outcome);
                    let life = &mut self.lives[end.task];
                    life.lost = end.lost.then_some(event);
                    life.fate = match end.outcome {
                        Outcome::Ready => Fate::Finished,
                        Outcome::Panicked => Fate::Panicked,
                        Outcome::Pending => Fate::GoesOn,
                    };
                }
                Kind::Unreachable(task) => self.lives[task].lost = Some(event),
                // Somebody had its waker after all.
                Kind::Wake(task) => self.lives[task].lost = None,
                Kind::Drop(task) => {
                    let life = &mut self.lives[task];
                    life.dropped = Some(event);
                    if life.fate == Fate::GoesOn {
                        life.fate = Fate::Cancelled;
                    }
                }
                Kind::Note(_) => {}
            }
        }
        for life in &mut self.lives {
            let inside = |&poll: &PollId| self.polls[poll].within.is_some();
            life.awaited_inside =
                !life.polls.is_empty() && life.polls.iter().all(inside);
            life.never_queued = life.awaited_inside;
        }
    }

    fn find_wakes(&mut self) {
        let recording = self.recording;
        let threads = recording.threads.len();
        let mut polls_something = vec![false; threads];
        for poll in &self.polls {
            polls_something[poll.thread] = true;
        }
        let mut going_on: Vec<Vec<TaskId>> = vec![Vec::new(); threads];
        let mut ended: Vec<Option<(TaskId, u64)>> = vec![None; threads];
        let mut woken: Vec<Option<usize>> = vec![None; recording.tasks.len()];
        let mut next_poll = 0;
        for (event, it) in recording.events.iter().enumerate() {
            let (polled, ended) = (&mut going_on[it.thread], &mut ended[it.thread]);
            match it.kind {
                Kind::Poll(task) => {
                    polled.push(task);
                    *ended = None;
                    self.polls[next_poll].cause = woken[task].take();
                    next_poll += 1;
                }
                Kind::End(ref end) => {
                    if let Some(place) =
                        polled.iter().rposition(|&task| task == end.task)
                    {
                        polled.truncate(place);
                    }
                    let over = end.outcome != Outcome::Pending;
                    *ended = over.then_some((end.task, it.at));
                }
                Kind::Drop(task) => *ended = Some((task, it.at)),
                Kind::Wake(task) => {
                    let at_once = match recording.clock {
                        ClockKind::Real => AT_ONCE,
                        ClockKind::Virtual => 0,
                    };
                    let by = match (polled.last(), &*ended) {
                        _ if it.by == Some(WokenBy::Timer) => By::Timer,
                        _ if let Some(WokenBy::End(task)) = it.by => By::EndOf(task),
                        (Some(&task), _) => By::Task(task),
                        (None, &Some((task, at))) if it.at - at <= at_once => {
                            By::EndOf(task)
                        }
                        _ if polls_something[it.thread] => By::Timer,
                        _ => By::Thread(it.thread),
                    };
                    let again = woken[task].is_some();
                    woken[task].get_or_insert(self.wakes.len());
                    self.wakes.push(Woken { event, task, by, again });
                }
                _ => {}
            }
        }
    }

    fn find_spans(&mut self) {
        let mut woken = vec![false; self.lives.len()];
        for (event, it) in self.recording.events.iter().enumerate() {
            let Some(task) = it.kind.task() else { continue };
            let life = &mut self.lives[task];
            let now = life.spans.last().filter(|span| span.until.is_none());
            let is_asleep = now.is_some_and(|span| span.state == State::Asleep);
            let state = match it.kind {
                Kind::Spawn(_) => Some(State::Queued),
                Kind::Poll(_) => {
                    woken[task] = false;
                    Some(State::Polled)
                }
                Kind::End(ref end) if end.outcome == Outcome::Pending => {
                    Some(if woken[task] { State::Queued } else { State::Asleep })
                }
                Kind::Wake(_) => {
                    woken[task] = true;
                    is_asleep.then_some(State::Queued)
                }
                Kind::End(_) | Kind::Drop(_) => {
                    life.end_span(event);
                    None
                }
                Kind::Unreachable(_) | Kind::Note(_) => None,
            };
            if let Some(state) = state {
                life.end_span(event);
                life.spans.push(Span { state, from: event, until: None });
            }
        }
    }

    fn find_turns(&mut self) {
        /// The turn that a thread is in.
        struct Now {
            turn: usize,
            begin: EventId,
            polled: Vec<TaskId>,
        }
        let mut now: Vec<Option<Now>> =
            (0..self.recording.threads.len()).map(|_| None).collect();
        let mut numbers = vec![0; now.len()];
        let mut seen = vec![0_usize; self.lives.len()];
        for id in 0..self.polls.len() {
            if let Some(outer) = self.polls[id].within {
                self.polls[id].turn = self.polls[outer].turn;
                continue;
            }
            let poll = &self.polls[id];
            // Ready since when?
            let since = match poll.cause {
                Some(wake) => Some(self.wakes[wake].event),
                None if self.lives[poll.task].polls.first() == Some(&id) => {
                    self.lives[poll.task].spawned
                }
                None => None,
            };
            let now = &mut now[poll.thread];
            let goes_on = now.as_ref().is_some_and(|now| {
                seen[poll.task] != now.turn + 1
                    && since.is_none_or(|since| since < now.begin)
            });
            if !goes_on {
                numbers[poll.thread] += 1;
                *now = Some(Now {
                    turn: self.turns.len(),
                    begin: poll.begin,
                    polled: Vec::new(),
                });
                self.turns.push(Turn {
                    thread: poll.thread,
                    number: numbers[poll.thread],
                    polls: Vec::new(),
                });
            }
            let now = now.as_mut().expect("a turn has begun");
            now.polled.push(poll.task);
            seen[poll.task] = now.turn + 1;
            self.turns[now.turn].polls.push(id);
            self.polls[id].turn = now.turn;
        }
    }

    fn find_parks(&mut self) {
        let threads = self.recording.threads.len();
        // Per thread: when something of it begins or ends to be ready or polled.
        let mut changes: Vec<Vec<(EventId, i64)>> = vec![Vec::new(); threads];
        let mut polls_something = vec![false; threads];
        for poll in &self.polls {
            polls_something[poll.thread] = true;
        }
        for (task, life) in self.lives.iter().enumerate() {
            // What is never polled would keep its thread awake to the end.
            let counts = !life.awaited_inside && !life.polls.is_empty();
            for span in life.spans.iter().filter(|_| counts) {
                let thread = match span.state {
                    State::Asleep => continue,
                    State::Polled => self.recording.events[span.from].thread,
                    State::Queued => self.home(task, span.from),
                };
                changes[thread].push((span.from, 1));
                changes[thread].extend(span.until.map(|until| (until, -1)));
            }
        }
        for (thread, mut changes) in changes.into_iter().enumerate() {
            // At the same event, what begins counts before what ends.
            changes.sort_unstable_by_key(|&(event, change)| (event, -change));
            let (mut busy, mut idle_since) = (0, None);
            for (event, change) in changes {
                if let Some(from) = idle_since.take()
                    && self.time(event) > self.time(from)
                    && !self.asks(from, event)
                {
                    self.parks.push(Park { thread, from, until: event });
                }
                busy += change;
                idle_since = (busy == 0 && polls_something[thread]).then_some(event);
            }
        }
        self.parks.sort_unstable_by_key(|park| (park.from, park.thread));
        self.find_never_queued();
    }

    /// A thread doesn't park with a task in its run queue.
    fn find_never_queued(&mut self) {
        for task in 0..self.lives.len() {
            let life = &self.lives[task];
            let Some(ready) = life.spans.first().filter(|_| life.polls.is_empty())
            else {
                continue;
            };
            let home = self.home(task, ready.from);
            let from = self.parks.partition_point(|park| park.from < ready.from);
            let has_parked = self.parks[from..]
                .iter()
                .take_while(|park| ready.until.is_none_or(|it| park.from < it))
                .any(|park| park.thread == home);
            self.lives[task].never_queued = has_parked;
        }
    }

    /// Whether a thread doesn't sleep between two events but asks again and again: it
    /// polls what nobody has woken, and soon.
    fn asks(&self, from: EventId, poll: EventId) -> bool {
        self.recording.clock == ClockKind::Real
            && matches!(self.recording.events[poll].kind, Kind::Poll(_))
            && self.time(poll) - self.time(from) < SPINNING
    }
}

impl Life {
    /// What the task does at a moment.
    #[must_use]
    pub fn span_at(&self, now: EventId) -> Option<&Span> {
        let after = self.spans.partition_point(|span| span.from <= now);
        let span = self.spans.get(after.checked_sub(1)?)?;
        span.until.is_none_or(|until| now < until).then_some(span)
    }

    fn end_span(&mut self, event: EventId) {
        if let Some(last) = self.spans.last_mut() {
            last.until.get_or_insert(event);
        }
    }
}

impl Park {
    /// How long.
    #[must_use]
    pub fn length(&self, story: &Story<'_>) -> Duration {
        story.time(self.until) - story.time(self.from)
    }
}

fn in_order(mut ready: Vec<(EventId, TaskId)>) -> Vec<TaskId> {
    ready.sort_unstable();
    ready.into_iter().map(|(_, task)| task).collect()
}
