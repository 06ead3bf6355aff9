mod canvas;
mod diagram;
mod words;

use crate::recording::{TaskId, ThreadId};
use crate::story::{Fate, Story};

use diagram::Diagram;

/// How many tasks have a column side by side.
const COLUMNS: usize = 5;
/// How many times as many tasks are drawn, in blocks below one another.
const BLOCKS: usize = 3;

/// Draws a run for a terminal of 80 columns, in the shape that explains asyncio: a
/// line for the loop, a column for each task, a box for each poll with what it came to
/// at its foot, and dots while the task waits.
///
/// Each thread that polls has a diagram of its own. What doesn't fit is left out, and
/// the drawing says how much that is.
///
/// ```
/// use step01_poll::{RoundRobin, yield_now};
/// use timeline::{Recorder, Story, text};
///
/// let recorder = Recorder::with_clock("a yield", {
///     let now = std::time::Instant::now();
///     move || now
/// });
/// let mut queue = RoundRobin::new();
/// queue.push(recorder.task("main", yield_now()));
/// queue.run();
/// let drawing = text(&Story::new(&recorder.finish()));
/// let lines: Vec<_> = drawing.lines().collect();
/// assert_eq!(lines[0], "a yield");
/// assert_eq!(
///     lines[3..],
///     [
///         "              Event loop",
///         "                   │",
///         "     main          │",
///         "                   │",
///         "┌─────────────┐    │",
///         "│             │    │",
///         "│             │    │",
///         "│await        │    │",
///         "└─────────────┘    │",
///         "       :           │",
///         "┌─────────────┐    │",
///         "│             │    │",
///         "│             │    │",
///         "│return       │    │",
///         "└─────────────┘    │",
///         "                   │",
///         "                   ▼",
///     ],
/// );
/// ```
#[must_use]
pub fn text(story: &Story<'_>) -> String {
    let title = words::clean(&story.recording.title);
    let mut text = format!("{title}\n{}\n", story.summary());
    if story.polls.is_empty() {
        text += "\nNothing was polled.\n";
    }
    let mut lost = false;
    for thread in threads(story) {
        let tasks = tasks_on(story, thread);
        let drawn = &tasks[..tasks.len().min(COLUMNS * BLOCKS)];
        // Blocks of about the same number of tasks.
        let blocks = drawn.len().div_ceil(COLUMNS).max(1);
        let most = drawn.len().div_ceil(blocks).max(1);
        for (number, columns) in drawn.chunks(most).enumerate() {
            text.push('\n');
            if tasks.len() > COLUMNS {
                let first = number * most + 1;
                text += &words::block_title(first, columns.len(), tasks.len());
            }
            text += &Diagram::new(story, thread, columns).draw();
        }
        if let Some(others) = words::left_out(tasks.len() - drawn.len(), "task") {
            text += &format!("\n… {others} left out: they don't fit …\n");
        }
        lost |= drawn.iter().any(|&task| story.lives[task].lost.is_some());
    }
    if lost {
        text += "\nlost: it sleeps, and nobody has its waker\n";
    }
    if let Some(events) = words::left_out_of(story.recording.dropped, "event") {
        text += &format!("\n{events} missing at the end: the recorder was full\n");
    }
    text
}

/// The threads that poll.
fn threads(story: &Story<'_>) -> Vec<ThreadId> {
    let mut threads: Vec<_> = story.turns.iter().map(|turn| turn.thread).collect();
    threads.sort_unstable();
    threads.dedup();
    threads
}

/// The tasks that have a column on a thread's diagram: not those that are polled
/// within others only, which are in the others' boxes. In the order of their first polls.
fn tasks_on(story: &Story<'_>, thread: ThreadId) -> Vec<TaskId> {
    let first = story.turns.first().map(|turn| turn.thread);
    let mut is_here = vec![false; story.lives.len()];
    for poll in &story.polls {
        is_here[poll.task] |= poll.within.is_none() && poll.thread == thread;
    }
    for (task, life) in story.lives.iter().enumerate() {
        if life.polls.is_empty() {
            let home = story.home(task, 0);
            let polls = story.turns.iter().any(|turn| turn.thread == home);
            is_here[task] = Some(thread) == if polls { Some(home) } else { first };
        }
    }
    let mut tasks: Vec<_> =
        (0..is_here.len()).filter(|&task| is_here[task]).collect();
    tasks.sort_by_key(|&task| {
        let poll = story.lives[task].polls.first();
        poll.map_or(usize::MAX, |&poll| story.polls[poll].begin)
    });
    tasks
}

/// What stands below a task that wasn't finished.
fn end_of(fate: Fate) -> Option<&'static str> {
    (fate == Fate::Cancelled).then_some("dropped")
}
