use std::collections::BTreeMap;

use serde::Serialize;

use crate::recording::{ClockKind, Kind, Outcome};
use crate::story::{By, Fate, PollId, Story, Woken};

/// The whole run is one process to the viewer.
const PROCESS: u32 = 1;
/// How long a wake from outside of any poll is drawn: an arrow can only leave from
/// something that takes time.
const MOST: u64 = 1_000;

/// Writes a run in the [Trace Event Format], which <https://ui.perfetto.dev> and
/// `chrome://tracing` open: a track for each thread with the polls and the program's
/// own words, an arrow from each wake to the poll that answers it, and a track for
/// each task's life.
///
/// Where a virtual clock stands still, what happens is written 1 µs apart, since the
/// viewers show nothing that takes no time; `otherData` says so.
///
/// [Trace Event Format]: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
///
/// ```
/// use timeline::{Recorder, Story, chrome_trace};
///
/// let recorder = Recorder::new("nothing to wait for");
/// step04_spawn::block_on(recorder.task("main", async {}));
/// let trace = chrome_trace(&Story::new(&recorder.finish()));
/// assert!(trace.contains("\"ph\":\"X\",\"name\":\"main\""));
/// ```
#[must_use]
pub fn chrome_trace(story: &Story<'_>) -> String {
    let mut trace = Trace { story, times: times(story), lines: Vec::new() };
    trace.names();
    trace.lives();
    for poll in 0..story.polls.len() {
        trace.poll(poll);
    }
    for wake in &story.wakes {
        trace.wake(wake);
    }
    trace.arrows();
    trace.notes();
    let other = OtherData {
        title: &story.recording.title,
        clock: story.recording.clock,
        apart: match story.recording.clock {
            ClockKind::Real => None,
            ClockKind::Virtual => Some("what happens at one instant is 1 µs apart"),
        },
        missing_events: story.recording.dropped,
    };
    format!(
        "{{\"displayTimeUnit\":\"ns\",\n\"otherData\":{},\n\"traceEvents\":[\n{}\n]}}\n",
        json(&other),
        trace.lines.join(",\n"),
    )
}

struct Trace<'s, 'r> {
    story: &'s Story<'r>,
    /// When each event is, in nanoseconds.
    times: Vec<u64>,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct OtherData<'a> {
    title: &'a str,
    clock: ClockKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    apart: Option<&'a str>,
    missing_events: u64,
}

/// One event, by the format's names for its fields.
#[derive(Default, Serialize)]
struct Line<'a> {
    ph: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'a str>,
    pid: u32,
    tid: usize,
    /// In microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    /// An arrow ends at what goes on then, and not at what begins next.
    #[serde(skip_serializing_if = "Option::is_none")]
    bp: Option<&'a str>,
    /// The scope of an instant: the thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    args: BTreeMap<&'a str, String>,
}

impl Trace<'_, '_> {
    fn names(&mut self) {
        let title = &self.story.recording.title;
        let args = BTreeMap::from([("name", title.clone())]);
        self.push(Line { ph: "M", name: "process_name", args, ..Line::default() });
        for (thread, name) in self.story.recording.threads.iter().enumerate() {
            let args = BTreeMap::from([("name", name.clone())]);
            let name = "thread_name";
            let tid = tid(thread);
            self.push(Line { ph: "M", name, tid, args, ..Line::default() });
        }
    }

    fn lives(&mut self) {
        let story = self.story;
        let last = story.recording.events.len().saturating_sub(1);
        for (task, life) in story.lives.iter().enumerate() {
            let Some(spawned) = life.spawned else { continue };
            let thread = story.recording.events[spawned].thread;
            let line = |ph, event, args| Line {
                ph,
                name: story.name(task),
                cat: Some("task"),
                id: Some(task),
                tid: tid(thread),
                ts: Some(in_micros(event)),
                args,
                ..Line::default()
            };
            let fate = story.fate_in_words(task).to_owned();
            let mut args = BTreeMap::from([("fate", fate)]);
            if let Some(parent) = story.recording.tasks[task].parent {
                args.insert("spawned by", story.name(parent).to_owned());
            }
            self.push(line("b", self.times[spawned], args));
            // Whose life goes on is drawn to the end of the recording.
            let end = match life.fate {
                Fate::GoesOn => last,
                _ => life.dropped.unwrap_or(last),
            };
            self.push(line("e", self.times[end], BTreeMap::new()));
        }
    }

    fn poll(&mut self, poll: PollId) {
        let story = self.story;
        let it = &story.polls[poll];
        let end = it.end.unwrap_or(story.recording.events.len() - 1);
        let outcome = match it.outcome {
            Some(Outcome::Pending) => "pending",
            Some(Outcome::Ready) => "ready",
            Some(Outcome::Panicked) => "panicked",
            None => "not recorded",
        };
        let turn = story.turns[it.turn].number;
        let mut args = BTreeMap::from([
            ("outcome", outcome.to_owned()),
            ("turn", turn.to_string()),
        ]);
        if it.again > 0 {
            args.insert("polls", (it.again + 1).to_string());
        }
        self.push(Line {
            ph: "X",
            name: story.name(it.task),
            cat: Some("poll"),
            tid: tid(it.thread),
            ts: Some(self.micros(it.begin)),
            dur: Some(in_micros(self.times[end] - self.times[it.begin])),
            args,
            ..Line::default()
        });
    }

    /// A wake that comes from no poll: a timer, the end of a task, another thread.
    fn wake(&mut self, wake: &Woken) {
        let name = match wake.by {
            By::Task(_) => return,
            By::Timer => "timer",
            By::EndOf(_) => "end of a task",
            By::Thread(_) => "wake",
        };
        let story = self.story;
        let events = &story.recording.events;
        let (thread, begin) = (events[wake.event].thread, self.times[wake.event]);
        let next = (wake.event + 1..events.len())
            .find(|&event| events[event].thread == thread)
            .map_or(u64::MAX, |event| self.times[event]);
        self.push(Line {
            ph: "X",
            name,
            cat: Some("wake"),
            tid: tid(thread),
            ts: Some(in_micros(begin)),
            dur: Some(in_micros((next - begin).min(MOST))),
            args: BTreeMap::from([("wakes", story.name(wake.task).to_owned())]),
            ..Line::default()
        });
    }

    fn arrows(&mut self) {
        let story = self.story;
        for it in &story.polls {
            let Some(cause) = it.cause else { continue };
            let wake = &story.wakes[cause];
            let line = |ph, event: usize, ts| Line {
                ph,
                name: "wake",
                cat: Some("wake"),
                id: Some(cause),
                tid: tid(story.recording.events[event].thread),
                ts: Some(ts),
                ..Line::default()
            };
            let (from, to) = (self.micros(wake.event), self.micros(it.begin));
            self.push(line("s", wake.event, from));
            self.push(Line { bp: Some("e"), ..line("f", it.begin, to) });
        }
    }

    fn notes(&mut self) {
        for (event, it) in self.story.recording.events.iter().enumerate() {
            let Kind::Note(words) = &it.kind else { continue };
            self.push(Line {
                ph: "i",
                name: words,
                cat: Some("note"),
                tid: tid(it.thread),
                ts: Some(self.micros(event)),
                s: Some("t"),
                ..Line::default()
            });
        }
    }

    fn push(&mut self, line: Line<'_>) {
        self.lines.push(json(&Line { pid: PROCESS, ..line }));
    }

    fn micros(&self, event: usize) -> f64 {
        in_micros(self.times[event])
    }
}

/// When each event is written to be.
fn times(story: &Story<'_>) -> Vec<u64> {
    let mut next = 0;
    let mut time = |at: u64| match story.recording.clock {
        ClockKind::Real => at,
        ClockKind::Virtual => {
            let time = at.max(next);
            next = time + MOST;
            time
        }
    };
    story.recording.events.iter().map(|event| time(event.at)).collect()
}

/// Threads are counted from 1: some viewers take 0 for none.
fn tid(thread: usize) -> usize {
    thread + 1
}

fn in_micros(nanos: u64) -> f64 {
    nanos as f64 / 1_000.0
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("names and numbers are always JSON")
}
