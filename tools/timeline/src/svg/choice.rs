use crate::recording::TaskId;
use crate::story::{Fate, PollId, Story};

/// How much a drawing has room for.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) tasks: usize,
    pub(super) polls: usize,
}

/// Which tasks and which polls are drawn; of the others it is said how many they are.
pub(super) struct Choice {
    /// The tasks, in the order of their rows.
    pub(super) rows: Vec<Row>,
    /// For each task, its place in `rows`.
    pub(super) row_of: Vec<Option<usize>>,
    /// For each poll, whether it is drawn.
    pub(super) polls: Vec<bool>,
}

/// A task's row, or in the narrow drawing its column.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) task: TaskId,
    /// How many tasks it is awaited inside of: such a row stands below the other's.
    pub(super) depth: usize,
}

/// Polls within one poll that are drawn.
const MOST_WITHIN: usize = 8;
/// Beyond these, a nested row isn't moved further to the right.
const DEEPEST: usize = 4;

impl Choice {
    /// The first polls and the last; or the first and those around `focus`, a place
    /// among the polls that aren't within another.
    pub(super) fn new(
        story: &Story<'_>,
        limits: Limits,
        focus: Option<usize>,
    ) -> Self {
        let rows = rows(story, &tasks(story, limits.tasks));
        let mut row_of = vec![None; story.lives.len()];
        for (place, row) in rows.iter().enumerate() {
            row_of[row.task] = Some(place);
        }
        let polls = polls(story, &row_of, limits.polls, focus);
        Self { rows, row_of, polls }
    }

    pub(super) fn tasks_left_out(&self) -> usize {
        self.row_of.len() - self.rows.len()
    }
}

/// If there are too many: the first, those that came to a bad end, and those with the
/// most polls.
fn tasks(story: &Story<'_>, most: usize) -> Vec<TaskId> {
    let mut all: Vec<TaskId> = (0..story.lives.len()).collect();
    if all.len() > most {
        let first = most / 2;
        let is_bad = |task: &TaskId| {
            let life = &story.lives[*task];
            life.lost.is_some() || life.fate == Fate::Panicked
        };
        let bad: Vec<_> = (first..all.len()).filter(is_bad).take(most / 4).collect();
        // Stable, so the earlier of two with as many polls.
        all[first..].sort_by_key(|task| {
            let is_chosen = bad.binary_search(task).is_ok();
            (!is_chosen, std::cmp::Reverse(story.lives[*task].polls.len()))
        });
        all.truncate(most);
        all.sort_unstable();
    }
    all
}

fn rows(story: &Story<'_>, tasks: &[TaskId]) -> Vec<Row> {
    let is_chosen = |task: &TaskId| tasks.binary_search(task).is_ok();
    let outer = |task: TaskId| -> Option<TaskId> {
        let life = &story.lives[task];
        let first = life.awaited_inside.then(|| &story.polls[life.polls[0]])?;
        Some(story.polls[first.within?].task).filter(is_chosen)
    };
    let outers: Vec<_> = tasks.iter().map(|&task| outer(task)).collect();
    let mut rows = Vec::new();
    // A stack of rows to come, the next one last.
    let mut next: Vec<Row> = Vec::new();
    let push = |next: &mut Vec<Row>, within: Option<TaskId>, depth: usize| {
        let inner = tasks.iter().zip(&outers).rev();
        next.extend(
            inner
                .filter(|&(_, outer)| *outer == within)
                .map(|(&task, _)| Row { task, depth: depth.min(DEEPEST) }),
        );
    };
    push(&mut next, None, 0);
    while let Some(row) = next.pop() {
        rows.push(row);
        push(&mut next, Some(row.task), row.depth + 1);
    }
    rows
}

fn polls(
    story: &Story<'_>,
    row_of: &[Option<usize>],
    most: usize,
    focus: Option<usize>,
) -> Vec<bool> {
    let has_row = |poll: PollId| row_of[story.polls[poll].task].is_some();
    let outermost: Vec<PollId> = (0..story.polls.len())
        .filter(|&poll| story.polls[poll].within.is_none())
        .collect();
    let drawable: Vec<PollId> =
        outermost.iter().copied().filter(|&poll| has_row(poll)).collect();
    let mut chosen = vec![false; story.polls.len()];
    let mut choose = |from: usize, until: usize| {
        // A turn isn't cut in two, if it isn't far to its end.
        let turn = |place: usize| story.polls[drawable[place]].turn;
        let goes_on = |&place: &usize| {
            place < drawable.len() && turn(place) == turn(until - 1)
        };
        let rest = (until..until + most / 4).take_while(goes_on).count();
        for &poll in drawable.iter().take(until + rest).skip(from) {
            chosen[poll] = true;
        }
    };
    let all = drawable.len();
    match focus {
        _ if all <= most + most / 8 => chosen_all(&mut chosen, &drawable),
        None => {
            choose(0, most * 2 / 3);
            choose(all - most / 3, all);
        }
        Some(place) => {
            let middle = outermost.get(place).copied().unwrap_or(usize::MAX);
            let middle = drawable.partition_point(|&poll| poll < middle);
            choose(0, most / 3);
            let from = middle.saturating_sub(most / 3);
            choose(from, (middle + most / 3).clamp(from + 1, all));
        }
    }
    let mut within = vec![0; story.polls.len()];
    for poll in 0..story.polls.len() {
        let Some(outer) = story.polls[poll].within else { continue };
        if chosen[outer] && has_row(poll) && within[outer] < MOST_WITHIN {
            within[outer] += 1;
            chosen[poll] = true;
        }
    }
    chosen
}

fn chosen_all(chosen: &mut [bool], polls: &[PollId]) {
    for &poll in polls {
        chosen[poll] = true;
    }
}
