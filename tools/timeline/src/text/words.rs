use crate::recording::{Kind, Outcome, TaskId};
use crate::story::{By, PollId, Story};
use crate::words::{count, grouped, spoken};

/// How many names a box lists.
const NAMES: usize = 3;

/// What stands in a poll's box: who else woke the task, what the program said, what
/// the task did.
pub(super) fn in_box(story: &Story<'_>, poll: PollId) -> Vec<String> {
    let it = &story.polls[poll];
    let events = &story.recording.events;
    let end = it.end.unwrap_or(events.len());
    let mut words = Vec::from_iter(cause(story, poll));
    let (mut spawned, mut woken) = (Names::default(), Names::default());
    let mut inner = 0_usize;
    for event in &events[it.begin + 1..end] {
        if event.thread != it.thread {
            continue;
        }
        match &event.kind {
            Kind::Poll(_) => inner += 1,
            Kind::End(end) => {
                inner = inner.saturating_sub(1);
                if inner == 0 {
                    let foot = foot(Some(end.outcome));
                    words.push(format!("{}: {foot}", name(story, end.task)));
                }
            }
            Kind::Spawn(task)
                if inner == 0 && !story.lives[*task].awaited_inside =>
            {
                spawned.add(story, *task);
            }
            Kind::Wake(task) if inner == 0 && *task != it.task => {
                woken.add(story, *task);
            }
            Kind::Note(note) => words.push(format!("\"{}\"", clean(note))),
            _ => {}
        }
    }
    words.extend(spawned.after("spawns"));
    words.extend(woken.after("wakes"));
    if it.again > 0 {
        words.push(format!("polled {} times", grouped(it.again + 1)));
    }
    let took = story.time(end.min(events.len() - 1)) - story.time(it.begin);
    if took.as_millis() > 0 {
        words.push(format!("takes {}", spoken(took)));
    }
    words
}

/// Who woke the task, where that is in nobody's box and isn't the timer after a park.
fn cause(story: &Story<'_>, poll: PollId) -> Option<String> {
    let it = &story.polls[poll];
    let wake = &story.wakes[it.cause?];
    let thread = story.recording.events[wake.event].thread;
    match wake.by {
        By::EndOf(by) => Some(format!("woken by the end of {}", name(story, by))),
        By::Thread(by) => {
            Some(format!("woken by {}", clean(&story.recording.threads[by])))
        }
        By::Task(by) if thread != it.thread => {
            Some(format!("woken by {}", name(story, by)))
        }
        By::Task(_) | By::Timer => None,
    }
}

/// What stands at the foot of a box, in a coroutine's own words.
pub(super) fn foot(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Pending) => "await",
        Some(Outcome::Ready) => "return",
        Some(Outcome::Panicked) => "panic",
        None => "goes on",
    }
}

/// A task's name, in one line.
pub(super) fn name(story: &Story<'_>, task: TaskId) -> String {
    clean(story.name(task))
}

/// Nothing in it can move a terminal's cursor.
pub(super) fn clean(words: &str) -> String {
    words.replace(char::is_control, " ")
}

/// What stands above one of several diagrams of the same thread.
pub(super) fn block_title(first: usize, columns: usize, tasks: usize) -> String {
    format!("tasks {first} to {} of {tasks}\n\n", first + columns - 1)
}

/// `12 tasks are`, if there are any.
pub(super) fn left_out(number: usize, what: &str) -> Option<String> {
    left_out_of(number as u64, what)
}

/// The same for a number that was counted in a recording.
pub(super) fn left_out_of(number: u64, what: &str) -> Option<String> {
    let are = if number == 1 { "is" } else { "are" };
    (number > 0).then(|| format!("{} {are}", count(number, what)))
}

/// The first names of many, and how many there are.
#[derive(Default)]
struct Names {
    first: Vec<String>,
    number: usize,
}

impl Names {
    fn add(&mut self, story: &Story<'_>, task: TaskId) {
        self.number += 1;
        if self.number <= NAMES + 1 {
            self.first.push(name(story, task));
        }
    }

    fn after(mut self, verb: &str) -> Option<String> {
        if self.number > NAMES + 1 {
            self.first.truncate(NAMES);
            self.first.push(format!("{} others", self.number - NAMES));
        }
        let last = self.first.pop()?;
        Some(match self.first.as_slice() {
            [] => format!("{verb} {last}"),
            others => format!("{verb} {} and {last}", others.join(", ")),
        })
    }
}
