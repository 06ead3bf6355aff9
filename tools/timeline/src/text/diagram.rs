use crate::recording::{Kind, TaskId, ThreadId};
use crate::story::{EventId, Park, PollId, Story};
use crate::words::spoken;

use super::canvas::{Canvas, shortened, width, wrapped};
use super::{end_of, words};

/// How wide a drawing may be.
const WIDTH: usize = 80;
/// From a box to the loop's line.
const GUTTER: usize = 4;
/// Inside of a box.
const NARROWEST: usize = 11;
const USUAL: usize = 13;
const WIDEST: usize = 26;
/// How many lines a box may have above its foot.
const TALLEST: usize = 7;
/// How wide the words on the loop's line may be.
const LABEL: usize = 19;
/// How much is drawn below one another, and of what is left out after that, the end.
const ITEMS: usize = 60;
const LAST_ITEMS: usize = 12;

/// What one thread did with some of its tasks.
pub(super) struct Diagram<'s, 'r> {
    story: &'s Story<'r>,
    thread: ThreadId,
    columns: Vec<Column>,
    /// How wide the boxes are inside.
    inside: usize,
    canvas: Canvas,
    /// The rows with words instead of the loop's line.
    labels: Vec<usize>,
    /// The row that says what is left out.
    left_out: Option<usize>,
    /// The last row of what was drawn last.
    row: usize,
    /// The column that was drawn in last.
    last: Option<usize>,
}

struct Column {
    task: TaskId,
    left: usize,
    /// From where on it is dotted, while the task waits.
    waits_from: Option<usize>,
    is_named: bool,
}

/// What is drawn below one another.
enum Item {
    Poll { poll: PollId, column: usize },
    Dropped { column: usize },
    Said(EventId),
    Park(Park),
    LeftOut(String),
}

impl<'s, 'r> Diagram<'s, 'r> {
    pub(super) fn new(
        story: &'s Story<'r>,
        thread: ThreadId,
        tasks: &[TaskId],
    ) -> Self {
        let column = |&task: &TaskId| Column {
            task,
            left: 0,
            waits_from: None,
            is_named: false,
        };
        Self {
            story,
            thread,
            columns: tasks.iter().map(column).collect(),
            inside: USUAL,
            canvas: Canvas::default(),
            labels: Vec::new(),
            left_out: None,
            row: 0,
            last: None,
        }
    }

    pub(super) fn draw(mut self) -> String {
        let items = self.summarised(self.items());
        self.lay_out(&items);
        let line = self.line();
        let name = match self.story.several_threads() {
            true => {
                let name = words::clean(&self.story.recording.threads[self.thread]);
                shortened(&format!("thread {name}"), LABEL)
            }
            false => "Event loop".to_owned(),
        };
        self.canvas.write_around(0, line, &name);
        self.row = 3; // two rows for the first name
        for item in &items {
            self.draw_item(item);
        }
        for column in 0..self.columns.len() {
            self.wait_until(column, self.row + 1);
        }
        for row in (1..=self.row + 1).filter(|row| !self.labels.contains(row)) {
            self.canvas.write(row, line, "│");
        }
        self.canvas.write(self.row + 2, line, "▼");
        self.canvas.into_text()
    }

    /// Everything that happened, in its order.
    fn items(&self) -> Vec<(EventId, Item)> {
        let story = self.story;
        let mut column_of = vec![None; story.lives.len()];
        for (place, column) in self.columns.iter().enumerate() {
            column_of[column.task] = Some(place);
        }
        let mut items = Vec::new();
        for (poll, it) in story.polls.iter().enumerate() {
            if it.thread == self.thread
                && it.within.is_none()
                && let Some(column) = column_of[it.task]
            {
                items.push((it.begin, Item::Poll { poll, column }));
            }
        }
        for (place, column) in self.columns.iter().enumerate() {
            let life = &story.lives[column.task];
            if let (Some(_), Some(dropped)) = (end_of(life.fate), life.dropped) {
                items.push((dropped, Item::Dropped { column: place }));
            }
        }
        let mut polled = 0_usize;
        for (event, it) in story.recording.events.iter().enumerate() {
            match it.kind {
                _ if it.thread != self.thread => {}
                Kind::Poll(_) => polled += 1,
                Kind::End(_) => polled = polled.saturating_sub(1),
                Kind::Note(_) if polled == 0 => {
                    items.push((event, Item::Said(event)));
                }
                _ => {}
            }
        }
        for park in story.parks.iter().filter(|park| park.thread == self.thread) {
            items.push((park.until, Item::Park(*park)));
        }
        // A park ends by what comes after it.
        items.sort_by_key(|(event, item)| (*event, !matches!(item, Item::Park(_))));
        items
    }

    /// As many as can be drawn. Of several parks in a row, between which other tasks
    /// were polled, the last is enough.
    fn summarised(&self, items: Vec<(EventId, Item)>) -> Vec<Item> {
        let mut kept: Vec<Item> = Vec::new();
        for (_, item) in items {
            if let (Some(Item::Park(_)), Item::Park(_)) = (kept.last(), &item) {
                kept.pop();
            }
            kept.push(item);
        }
        if kept.len() <= ITEMS {
            return kept;
        }
        let end = kept.split_off(kept.len() - LAST_ITEMS);
        let between = kept.split_off(ITEMS - LAST_ITEMS);
        let turn = |item: &Item| match *item {
            Item::Poll { poll, .. } => Some(self.story.polls[poll].turn),
            _ => None,
        };
        let last_kept = kept.iter().rev().find_map(turn);
        let next_kept = end.iter().find_map(turn);
        let mut turns: Vec<_> = between.iter().filter_map(turn).collect();
        turns.dedup();
        turns.retain(|&turn| Some(turn) != last_kept && Some(turn) != next_kept);
        let turns = words::left_out(turns.len(), "turn");
        let polls = between.iter().filter_map(turn).count();
        let what = turns.or_else(|| words::left_out(polls, "poll"));
        let what = what.unwrap_or_else(|| "something is".to_owned());
        kept.push(Item::LeftOut(format!(" … {what} left out here … ")));
        kept.extend(end);
        kept
    }

    /// How wide the boxes are, and where: the first task left of the loop, the others
    /// to the right.
    fn lay_out(&mut self, items: &[Item]) {
        let lines = items.iter().flat_map(|item| match *item {
            Item::Poll { poll, .. } => words::in_box(self.story, poll),
            _ => Vec::new(),
        });
        let names =
            self.columns.iter().map(|column| words::name(self.story, column.task));
        let wanted = lines.chain(names).map(|line| width(&line)).max().unwrap_or(0);
        let columns = self.columns.len();
        let gaps = 2 * GUTTER + 1 + columns.saturating_sub(2);
        let room = (WIDTH - gaps) / columns.max(1) - 2;
        self.inside =
            wanted.clamp(USUAL, WIDEST).min(room.max(NARROWEST)) / 2 * 2 + 1;
        if self.inside > room {
            self.inside -= 2;
        }
        let line = self.line();
        for (place, column) in self.columns.iter_mut().enumerate() {
            column.left = match place {
                0 => 0,
                _ => line + 1 + GUTTER + (place - 1) * (self.inside + 3),
            };
        }
    }

    /// Where the loop's line is.
    fn line(&self) -> usize {
        self.inside + 2 + GUTTER
    }

    fn middle(&self, column: usize) -> usize {
        self.columns[column].left + 1 + self.inside / 2
    }

    fn draw_item(&mut self, item: &Item) {
        let line = self.line();
        match item {
            Item::Poll { poll, column } => self.draw_poll(*poll, *column),
            Item::Dropped { column } => {
                self.go_below(*column);
                let row = self.row + 1;
                self.name(*column, row - 1);
                self.wait_until(*column, row - 1);
                self.canvas.write_around(row, self.middle(*column), "dropped");
                (self.row, self.last) = (row, Some(*column));
            }
            Item::Said(event) => {
                if let Kind::Note(note) = &self.story.recording.events[*event].kind {
                    let words = format!("\"{}\"", words::clean(note));
                    self.label(&[&shortened(&words, LABEL)]);
                }
            }
            Item::Park(park) => {
                let length = spoken(park.length(self.story));
                let until = spoken(self.story.time(park.until));
                self.label(&[&format!("parks {length}"), &format!("at {until}")]);
            }
            Item::LeftOut(words) => {
                let row = self.row + 2;
                self.canvas.write_around(row, line, words);
                self.labels.push(row);
                self.left_out = Some(row);
                (self.row, self.last) = (self.row + 4, None);
            }
        }
    }

    /// Words on the loop's line.
    fn label(&mut self, words: &[&str]) {
        let line = self.line();
        for words in words {
            self.row += 1;
            self.canvas.write_around(self.row, line, &shortened(words, LABEL));
            self.labels.push(self.row);
        }
        (self.row, self.last) = (self.row + 1, None);
    }

    fn draw_poll(&mut self, poll: PollId, column: usize) {
        self.go_below(column);
        let first = self.last.is_none() && self.row == 3;
        if first {
            self.name(column, 2);
            self.row = 4;
        }
        let (top, left) = (self.row, self.columns[column].left);
        self.name(column, top - 1);
        self.wait_until(column, top - 1);
        let lines = words::in_box(self.story, poll);
        let mut lines: Vec<_> =
            lines.iter().flat_map(|line| wrapped(line, self.inside)).collect();
        if lines.len() > TALLEST {
            lines.truncate(TALLEST - 1);
            lines.push("…".to_owned());
        }
        lines.resize(lines.len().max(2), String::new());
        lines.push(words::foot(self.story.polls[poll].outcome).to_owned());
        let edge = "─".repeat(self.inside);
        self.canvas.write(top, left, &format!("┌{edge}┐"));
        for (number, line) in lines.iter().enumerate() {
            let space = " ".repeat(self.inside - width(line));
            self.canvas.write(top + 1 + number, left, &format!("│{line}{space}│"));
        }
        let bottom = top + 1 + lines.len();
        self.canvas.write(bottom, left, &format!("└{edge}┘"));
        (self.row, self.last) = (bottom, Some(column));
        let life = &self.story.lives[self.columns[column].task];
        let is_last = life.polls.last() == Some(&poll);
        if is_last && life.lost.is_some() {
            self.canvas.write_around(bottom + 1, self.middle(column), "lost");
            self.row += 1;
        } else if !is_last || end_of(life.fate).is_some() || life.dropped.is_none() {
            self.columns[column].waits_from = Some(bottom + 1);
        }
    }

    /// A box may begin where another ends, but not in the same column.
    fn go_below(&mut self, column: usize) {
        if self.last == Some(column) {
            self.row += 2;
        }
    }

    /// Writes a task's name above its first box.
    fn name(&mut self, column: usize, row: usize) {
        if !self.columns[column].is_named {
            let name = words::name(self.story, self.columns[column].task);
            let name = shortened(&name, self.inside + 2);
            self.canvas.write_around(row, self.middle(column), &name);
            self.columns[column].is_named = true;
        }
    }

    fn wait_until(&mut self, column: usize, row: usize) {
        let middle = self.middle(column);
        if let Some(from) = self.columns[column].waits_from.take() {
            for row in (from..=row).filter(|row| Some(*row) != self.left_out) {
                self.canvas.write(row, middle, ":");
            }
        }
    }
}
