use serde::Serialize;

use crate::recording::{Kind, TaskId};
use crate::story::{By, EventId, Fate, Park, PollId, State, Story};
use crate::words::{grouped, spoken};

/// How many events of a recording a page's slider reaches: more make the page too
/// large to send to somebody.
pub const MOST_SHOWN: usize = 20_000;

/// What the page's script gets to know.
#[derive(Debug, Serialize)]
pub(super) struct Data {
    pub(super) runs: Vec<Run>,
    /// The first step at which two runs differ.
    pub(super) difference: Option<usize>,
}

/// Of what a run's steps are made.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Steps {
    PollsAndParks,
    /// So that the steps of two runs have the same numbers.
    Polls,
}

/// One run. Tasks are numbered anew, so that those who come later take no room.
#[derive(Debug, Serialize)]
pub(super) struct Run {
    title: String,
    threads: Vec<String>,
    /// The threads that poll.
    polling: Vec<usize>,
    tasks: Vec<Task>,
    events: Vec<Event>,
    steps: Vec<Step>,
    /// Events that were recorded, and aren't in `events`.
    beyond: u64,
    /// Events that weren't even recorded.
    dropped: u64,
}

#[derive(Debug, Serialize)]
struct Task {
    name: String,
    /// What became of it in the end, and how that looks.
    fate: &'static str,
    mark: &'static str,
    spawned: Option<EventId>,
    /// From where on nobody can wake it.
    lost: Option<EventId>,
    spans: Vec<Span>,
}

/// A state; from and until which event; and the rest by the state: of a queued or
/// polled task the thread, of one that is asleep until a timer fires, when it does.
#[derive(Debug, Serialize)]
struct Span(char, EventId, Option<EventId>, Place);

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Place {
    Thread(usize),
    Timer(EventId, String),
    Nowhere(()),
}

/// When; on which thread; a letter for its kind; about which task; in words.
#[derive(Debug, Serialize)]
struct Event(String, usize, char, Option<usize>, String);

#[derive(Debug, Serialize)]
struct Step {
    /// The event after which things stand as the step says.
    now: EventId,
    /// The event with which it begins.
    from: EventId,
    thread: usize,
    /// Who is polled; none in a park.
    task: Option<usize>,
    /// The wake that it answers.
    cause: Option<EventId>,
    /// In whose poll that wake happened: that poll's beginning.
    by: Option<EventId>,
    says: String,
}

impl Data {
    /// As JSON that may stand in a `<script>`.
    pub(super) fn to_json(&self) -> String {
        let json = serde_json::to_string(self).expect("it is names and numbers");
        // Only strings can have it, and `</script>` and `<!--` mean something there.
        json.replace('<', "\\u003c")
    }
}

impl Run {
    pub(super) fn new(story: &Story<'_>, steps: Steps) -> Self {
        let recording = story.recording;
        let shown = recording.events.len().min(MOST_SHOWN);
        let mut numbers = vec![None; recording.tasks.len()];
        let mut tasks = Vec::new();
        for event in &recording.events[..shown] {
            if let Some(task) = event.kind.task()
                && numbers[task].is_none()
            {
                numbers[task] = Some(tasks.len());
                tasks.push(task);
            }
        }
        let polling: std::collections::BTreeSet<_> =
            story.turns.iter().map(|turn| turn.thread).collect();
        Self {
            title: cut(recording.title.clone(), 200),
            threads: recording.threads.clone(),
            polling: polling.into_iter().collect(),
            tasks: tasks.into_iter().map(|id| Task::new(story, id, shown)).collect(),
            events: (0..shown).map(|id| Event::new(story, id, &numbers)).collect(),
            steps: Step::all(story, steps, shown, &numbers),
            beyond: (recording.events.len() - shown) as u64,
            dropped: recording.dropped,
        }
    }

    /// What the page doesn't show, in words; nothing if it shows it all.
    pub(super) fn left_out(&self) -> String {
        let shown = grouped(self.events.len() as u64);
        let all = grouped(self.events.len() as u64 + self.beyond);
        let mut words = Vec::new();
        if self.beyond > 0 {
            words.push(format!(
                "The slider reaches the first {shown} of {all} events; those after \
                 them are only in the recording."
            ));
        }
        if self.dropped > 0 {
            let events = if self.dropped == 1 { "event" } else { "events" };
            let dropped = grouped(self.dropped);
            words.push(format!("{dropped} more {events} did not fit in it."));
        }
        if self.events.is_empty() {
            words.push("Nothing was recorded.".to_owned());
        }
        words.join(" ")
    }
}

impl Task {
    fn new(story: &Story<'_>, id: TaskId, shown: usize) -> Self {
        let life = &story.lives[id];
        let spans = life.spans.iter().take_while(|span| span.from < shown);
        let spans = spans.map(|span| {
            let (letter, place) = match span.state {
                // Whoever awaits it polls it, or nobody does: it is in no queue.
                State::Queued if life.never_queued => ('w', Place::Nowhere(())),
                State::Queued => ('q', Place::Thread(story.home(id, span.from))),
                State::Polled => {
                    ('p', Place::Thread(story.recording.events[span.from].thread))
                }
                State::Asleep => ('a', timer(story, span.until)),
            };
            Span(letter, span.from, span.until, place)
        });
        Self {
            name: cut(story.name(id).to_owned(), 100),
            fate: story.fate_in_words(id),
            mark: match life.fate {
                Fate::Finished => "✓",
                Fate::Cancelled => "✕",
                Fate::Panicked => "!",
                Fate::GoesOn => "…",
            },
            spawned: life.spawned,
            lost: life.lost,
            spans: spans.collect(),
        }
    }
}

fn timer(story: &Story<'_>, until: Option<EventId>) -> Place {
    match story.wake_at(until) {
        Some(wake) if wake.by == By::Timer => {
            Place::Timer(wake.event, spoken(story.time(wake.event)))
        }
        _ => Place::Nowhere(()),
    }
}

impl Event {
    fn new(story: &Story<'_>, id: EventId, numbers: &[Option<usize>]) -> Self {
        let event = &story.recording.events[id];
        let kind = match event.kind {
            Kind::Spawn(_) => 's',
            Kind::Poll(_) => 'p',
            Kind::End(_) => 'e',
            Kind::Wake(_) => 'w',
            Kind::Unreachable(_) => 'u',
            Kind::Drop(_) => 'd',
            Kind::Note(_) => 'n',
        };
        let task = event.kind.task().and_then(|task| numbers[task]);
        let words = match &event.kind {
            Kind::Note(words) => words.clone(),
            _ => story.event_in_words(id),
        };
        Self(spoken(event.time()), event.thread, kind, task, cut(words, 300))
    }
}

impl Step {
    fn all(
        story: &Story<'_>,
        steps: Steps,
        shown: usize,
        numbers: &[Option<usize>],
    ) -> Vec<Self> {
        let polls = (0..story.polls.len())
            .take_while(|&poll| story.polls[poll].begin < shown)
            .filter(|&poll| story.polls[poll].within.is_none());
        let mut all: Vec<_> =
            polls.map(|poll| Self::poll(story, poll, shown, numbers)).collect();
        if steps == Steps::PollsAndParks {
            let parks = story.parks.iter().take_while(|park| park.from < shown);
            all.extend(parks.map(|park| Self::park(story, park, shown)));
            // With several threads, a poll may begin before another and end after it.
            all.sort_by_key(|step| (step.now, step.task.is_none()));
        }
        all
    }

    fn poll(
        story: &Story<'_>,
        id: PollId,
        shown: usize,
        numbers: &[Option<usize>],
    ) -> Self {
        let poll = &story.polls[id];
        let turn = &story.turns[poll.turn];
        let on = story.on_thread(turn.thread);
        let at = spoken(story.time(poll.begin));
        let words = story.poll_in_words(id);
        let cause = poll.cause.map(|wake| &story.wakes[wake]);
        let by = cause.and_then(|wake| match wake.by {
            By::Task(task) | By::EndOf(task) => {
                let polls = &story.lives[task].polls;
                let next =
                    polls.partition_point(|&it| story.polls[it].begin < wake.event);
                next.checked_sub(1).map(|last| story.polls[polls[last]].begin)
            }
            By::Timer | By::Thread(_) => None,
        });
        Self {
            now: after(story, id).min(shown - 1),
            from: poll.begin,
            thread: poll.thread,
            task: numbers[poll.task],
            cause: cause.map(|wake| wake.event),
            by,
            says: cut(
                format!(
                    "Turn {}{on}, at {at}: {words}.",
                    grouped(turn.number as u64)
                ),
                1_000,
            ),
        }
    }

    fn park(story: &Story<'_>, park: &Park, shown: usize) -> Self {
        // What it has just polled may be dropped yet.
        let on_it = |&id: &EventId| {
            story.recording.events[id].thread == park.thread && id < park.until
        };
        let last = (park.from + 1..shown).take_while(on_it).last();
        Self {
            now: last.unwrap_or(park.from),
            from: park.from,
            thread: park.thread,
            task: None,
            cause: None,
            by: None,
            says: story.park_in_words(park),
        }
    }
}

/// The last event that belongs to a poll: after its end come the drop of a task that
/// is finished, and the wakes of those who awaited it.
fn after(story: &Story<'_>, id: PollId) -> EventId {
    let poll = &story.polls[id];
    let events = &story.recording.events;
    let Some(end) = poll.end else { return events.len() - 1 };
    let belongs = |&id: &EventId| {
        let event = &events[id];
        event.thread == poll.thread
            && match event.kind {
                Kind::Drop(task) | Kind::Unreachable(task) => task == poll.task,
                Kind::Wake(_) => {
                    let by = story.wake_at(Some(id)).map(|wake| wake.by);
                    by == Some(By::EndOf(poll.task))
                }
                _ => false,
            }
    };
    (end + 1..events.len()).take_while(belongs).last().unwrap_or(end)
}

/// Makes long words short, at a character.
pub(super) fn cut(mut words: String, most: usize) -> String {
    if let Some((end, _)) = words.char_indices().nth(most) {
        words.truncate(end);
        words.push('…');
    }
    words
}
