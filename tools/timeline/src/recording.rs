use std::error::Error;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The version of the JSON that [`Recording::to_json`] writes.
pub const VERSION: u32 = 1;

/// More polls than this, one after the other, take years: it is a mistake, and sums of
/// them could overflow.
const MOST_AGAIN: u64 = 1 << 40;

/// A task's place in [`Recording::tasks`].
pub type TaskId = usize;
/// A thread's place in [`Recording::threads`].
pub type ThreadId = usize;

/// What was seen of a run: every drawing is made from this, and from nothing else.
///
/// The events stand in the order in which they were recorded, on all threads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// [`VERSION`].
    #[serde(rename = "timeline")]
    pub version: u32,
    /// What ran, and on what: `main2 on step04-spawn`.
    pub title: String,
    /// Whether the times are the system's.
    pub clock: ClockKind,
    /// The threads' names.
    pub threads: Vec<String>,
    /// The recorded tasks, in the order in which they were made.
    pub tasks: Vec<TaskName>,
    /// What happened.
    pub events: Vec<Event>,
    /// How many events didn't fit and are missing, from the end.
    #[serde(default)]
    pub dropped: u64,
}

/// Where the times of a [`Recording`] come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockKind {
    /// The system's monotonic clock.
    Real,
    /// A clock that somebody moves: between its jumps, no time passes.
    Virtual,
}

/// What a task is called, and who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskName {
    /// The reader's name for it. Two tasks may have the same.
    pub name: String,
    /// The task in whose poll it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<TaskId>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Nanoseconds since the recording began. Never less than the event's before.
    pub at: u64,
    /// On which thread.
    pub thread: ThreadId,
    /// Of a wake, by whom, if whoever recorded it knows. [`Recorder`](crate::Recorder)
    /// doesn't, since it is no part of the runtime; then [`Story`](crate::Story) takes
    /// a guess from what happened just before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<WokenBy>,
    /// What.
    #[serde(flatten)]
    pub kind: Kind,
}

/// What woke a task, outside of any poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WokenBy {
    /// A timer fired.
    Timer,
    /// This task ended, and the other one waited for it.
    End(TaskId),
}

/// What happened, and to which task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The task was made.
    Spawn(TaskId),
    /// A poll of the task begins.
    Poll(TaskId),
    /// The poll of the task that began last on this thread ends.
    End(PollEnd),
    /// The task's waker was called.
    Wake(TaskId),
    /// The last clone of a sleeping task's waker is gone: nobody can wake it any more.
    Unreachable(TaskId),
    /// The task's future was dropped.
    Drop(TaskId),
    /// The program's own words.
    Note(String),
}

/// How a poll ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollEnd {
    /// Whose poll.
    pub task: TaskId,
    /// With what.
    pub outcome: Outcome,
    /// Whether it left the task asleep with nobody who could wake it: pending, not
    /// woken during the poll, and nobody kept its waker.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lost: bool,
    /// How many more polls of the same task came right after it, each as pending as
    /// this one, and no event between them. They are counted and not listed, and
    /// [`Event::at`] is the end of the last: a loop that spins polls millions of
    /// times.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub again: u64,
}

/// What a poll returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Not yet.
    Pending,
    /// The task is finished.
    Ready,
    /// Nothing: it panicked.
    Panicked,
}

fn is_false(fact: &bool) -> bool {
    !fact
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Event {
    /// The time since the recording began.
    #[must_use]
    pub fn time(&self) -> Duration {
        Duration::from_nanos(self.at)
    }
}

impl Kind {
    /// Which task it is about; a note is about none.
    #[must_use]
    pub fn task(&self) -> Option<TaskId> {
        match *self {
            Self::Spawn(task)
            | Self::Poll(task)
            | Self::End(PollEnd { task, .. })
            | Self::Wake(task)
            | Self::Unreachable(task)
            | Self::Drop(task) => Some(task),
            Self::Note(_) => None,
        }
    }
}

impl Recording {
    /// The recording as JSON, an event a line; [`from_json`](Self::from_json) reads
    /// back the same.
    ///
    /// ```
    /// use timeline::{Recorder, Recording};
    ///
    /// let recorder = Recorder::new("nothing at all");
    /// let recording = recorder.finish();
    /// assert_eq!(Recording::from_json(&recording.to_json()), Ok(recording));
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = format!(
            "{{\"timeline\":{},\n\"title\":{},\n\"clock\":{},\n\"threads\":{},\n",
            self.version,
            line(&self.title),
            line(&self.clock),
            line(&self.threads),
        );
        let list = |json: &mut String, name: &str, lines: Vec<String>| {
            *json += &format!("\"{name}\":[\n{}\n],\n", lines.join(",\n"));
        };
        list(&mut json, "tasks", self.tasks.iter().map(line).collect());
        list(&mut json, "events", self.events.iter().map(line).collect());
        json + &format!("\"dropped\":{}}}\n", self.dropped)
    }

    /// Reads what [`to_json`](Self::to_json) wrote, or another program in the same
    /// shape.
    ///
    /// # Errors
    ///
    /// When it isn't JSON, isn't a recording, is one of another version, or speaks of
    /// tasks, threads or times that can't be.
    ///
    /// ```
    /// let error = timeline::Recording::from_json("{\"timeline\": 7}").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "this is a timeline of version 7, and only version 1 can be read",
    /// );
    /// ```
    pub fn from_json(json: &str) -> Result<Self, ReadError> {
        #[derive(Deserialize)]
        struct Version {
            timeline: u32,
        }
        let version: Version = serde_json::from_str(json)
            .map_err(|error| ReadError(format!("this is no timeline: {error}")))?;
        if version.timeline != VERSION {
            return Err(ReadError(format!(
                "this is a timeline of version {}, and only version {VERSION} can be \
                 read",
                version.timeline
            )));
        }
        let recording: Self = serde_json::from_str(json)
            .map_err(|error| ReadError(format!("this is no timeline: {error}")))?;
        recording.check()?;
        Ok(recording)
    }

    fn check(&self) -> Result<(), ReadError> {
        let wrong = |what: String| Err(ReadError(what));
        for (id, task) in self.tasks.iter().enumerate() {
            if task.parent.is_some_and(|parent| parent >= self.tasks.len()) {
                return wrong(format!("the parent of task {id} isn't in the list"));
            }
        }
        let mut before = 0;
        for (number, event) in self.events.iter().enumerate() {
            if event.thread >= self.threads.len() {
                return wrong(format!(
                    "event {number} is on thread {}, and there are {}",
                    event.thread,
                    self.threads.len()
                ));
            }
            if let Some(task) = event.kind.task()
                && task >= self.tasks.len()
            {
                return wrong(format!(
                    "event {number} is about task {task}, and there are {}",
                    self.tasks.len()
                ));
            }
            if event.by.is_some() && !matches!(event.kind, Kind::Wake(_)) {
                return wrong(format!(
                    "event {number} says by whom, and is no wake"
                ));
            }
            if let Some(WokenBy::End(task)) = event.by
                && task >= self.tasks.len()
            {
                return wrong(format!(
                    "event {number} is by task {task}, and there are {}",
                    self.tasks.len()
                ));
            }
            if let Kind::End(end) = &event.kind
                && end.again > MOST_AGAIN
            {
                return wrong(format!(
                    "nobody can count the polls of event {number}"
                ));
            }
            if event.at < before {
                return wrong(format!(
                    "event {number} is earlier than the one before"
                ));
            }
            before = event.at;
        }
        Ok(())
    }
}

/// A value as a line of JSON.
fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("names and numbers are always JSON")
}

/// Why something can't be read as a [`Recording`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError(String);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for ReadError {}
