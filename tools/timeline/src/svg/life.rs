use std::fmt::Write;

use super::axis::Axis;
use super::choice::{Choice, Row};
use super::pen::{Path, Pen};
use super::text::{bold_width, counted, escape, grouped};
use crate::recording::{Outcome, TaskId};
use crate::story::{EventId, Fate, PollId, State, Story};

/// A task's life, in a row of the wide drawing or a column of the narrow one.
pub(super) struct Lane<'a> {
    pub(super) story: &'a Story<'a>,
    pub(super) choice: &'a Choice,
    pub(super) axis: &'a Axis,
    /// What is seen of the axis.
    pub(super) window: [f64; 2],
    /// How thick a block is, and its row.
    pub(super) block: f64,
    pub(super) life: f64,
    /// Where the lane's middle is.
    pub(super) across: f64,
    /// From the axis to the drawing.
    pub(super) offset: f64,
}

/// How far a life reaches beyond what begins and ends it.
const AROUND: f64 = 3.0;

impl Lane<'_> {
    /// From when to when there is something to draw, along the axis.
    pub(super) fn reach(&self, task: TaskId) -> Option<[f64; 2]> {
        let life = &self.story.lives[task];
        let begin = life.spawned.or(life.spans.first().map(|span| span.from))?;
        let begin = self.axis.begin(begin);
        let end = self.end(task).map(|end| self.axis.place(end) + AROUND);
        let until = end.unwrap_or(self.axis.length).max(begin + 2.0 * AROUND);
        let from = self.window[0].max(begin);
        let until = self.window[1].min(until);
        (from < until).then_some([from, until])
    }

    /// The event that its end bar stands at.
    pub(super) fn end(&self, task: TaskId) -> Option<EventId> {
        let life = &self.story.lives[task];
        let last = life.polls.last().and_then(|&poll| self.story.polls[poll].end);
        match life.fate {
            Fate::GoesOn => None,
            _ => life.dropped.or(last),
        }
    }

    /// Draws all but words. `labels` are stretches of its line that they need.
    pub(super) fn draw(&self, pen: &mut Pen, row: Row, labels: &[[f64; 2]]) {
        let Some(reach) = self.reach(row.task) else { return };
        let story = self.story;
        let polls: u64 = story.lives[row.task]
            .polls
            .iter()
            .map(|&poll| 1 + story.polls[poll].again)
            .sum();
        let _ = writeln!(
            pen.out,
            "<g><title>{}: {}, {}</title>",
            escape(story.name(row.task)),
            counted(polls, "poll"),
            story.fate_in_words(row.task)
        );
        self.background(pen, row.task, reach);
        self.lines(pen, row.task, labels);
        self.blocks(pen, row.task);
        self.end_bar(pen, row.task);
        pen.out += "</g>\n";
    }

    fn background(&self, pen: &mut Pen, task: TaskId, reach: [f64; 2]) {
        let life = &self.story.lives[task];
        let since = life.spawned.or(life.spans.first().map(|span| span.from));
        let pieces = match since.filter(|_| pen.dates) {
            Some(since) => self.axis.pieces(self.story, since, reach),
            None => vec![(0, reach)],
        };
        // Pieces that follow each other have no round corners.
        let corner = if pieces.len() > 1 { 0.0 } else { 7.0 };
        for (since, at) in pieces {
            let at = at.map(|place| place + self.offset);
            pen.since = Some(since);
            pen.bar("life", at, self.across, self.life, corner);
        }
        pen.since = None;
    }

    /// Asleep, lost and queued.
    fn lines(&self, pen: &mut Pen, task: TaskId, labels: &[[f64; 2]]) {
        let (mut asleep, mut lost, mut queued) =
            (pen.path(), pen.path(), pen.path());
        let life = &self.story.lives[task];
        let from = life.spans.partition_point(|span| {
            span.until.is_some_and(|it| self.axis.place(it) < self.window[0])
        });
        for span in &life.spans[from..] {
            let from = self.axis.begin(span.from);
            if from > self.window[1] {
                break;
            }
            let until = span.until.map_or(self.axis.length, |e| self.axis.place(e));
            let path = match span.state {
                State::Polled => continue,
                State::Queued if life.never_queued => &mut asleep,
                State::Queued => &mut queued,
                State::Asleep if life.lost.is_some_and(|it| it >= span.from) => {
                    &mut lost
                }
                State::Asleep => &mut asleep,
            };
            // A new task's bar leaves room for the fork that leads to it.
            let is_new =
                span.state == State::Queued && life.spawned == Some(span.from);
            let from = from + if is_new { 7.0 } else { 0.0 };
            let from = from.max(self.window[0]);
            let until = until.min(self.window[1]);
            let mut line = |from: f64, until: f64| {
                let pieces = match pen.dates {
                    true => self.axis.pieces(self.story, span.from, [from, until]),
                    false => vec![(span.from, [from, until])],
                };
                for (since, at) in pieces {
                    let [from, until] = at.map(|it| it + self.offset);
                    path.since(since)
                        .line([from, self.across], [until, self.across]);
                }
            };
            let mut from = from;
            for &[begin, end] in labels {
                if begin > from && end < until {
                    line(from, begin);
                    from = end;
                }
            }
            if from < until {
                line(from, until);
            }
        }
        pen.draw("asleep", &asleep);
        pen.draw("lost", &lost);
        pen.draw("queued", &queued);
        pen.draw("stripe", &queued);
    }

    fn blocks(&self, pen: &mut Pen, task: TaskId) {
        let (mut dots, mut glyphs) = (pen.path(), pen.path());
        let mut words = Vec::new();
        for &poll in &self.story.lives[task].polls {
            let Some(at) = self.block_at(poll) else { continue };
            let it = &self.story.polls[poll];
            pen.since = Some(it.begin);
            pen.bar("run", at, self.across, self.block, 4.0);
            let middle = self.glyph_at(poll, at);
            let end = it.end.unwrap_or(it.begin);
            if it.again > 0 && !pen.down {
                words.push((end, middle, spinning(it.again)));
                continue;
            }
            let places = [middle, self.across];
            dots.since(end);
            glyphs.since(end);
            add_glyph(&mut dots, &mut glyphs, it.outcome, places, it.again > 0);
        }
        pen.draw("dots", &dots);
        pen.draw("glyph", &glyphs);
        for (end, x, words) in words {
            pen.since = Some(end);
            pen.text("o m", x, self.across + 4.0, &words);
        }
        pen.since = None;
    }

    /// Where a poll's block is in the drawing, if it is in the window.
    pub(super) fn block_at(&self, poll: PollId) -> Option<[f64; 2]> {
        if !self.choice.polls[poll] {
            return None;
        }
        let it = &self.story.polls[poll];
        let begin = self.axis.place(it.begin);
        let end = it.end.map_or(begin + 18.0, |end| self.axis.place(end));
        let [from, until] = self.window;
        (begin < until && end > from).then(|| {
            [begin.max(from), end.min(until)].map(|place| place + self.offset)
        })
    }

    /// Where a block's sign is: in its middle, or near the beginning of one that is
    /// long since another thread did something meanwhile.
    pub(super) fn glyph_at(&self, poll: PollId, [from, until]: [f64; 2]) -> f64 {
        let is_counted = self.story.polls[poll].again > 0;
        let most = if is_counted { f64::MAX } else { 32.0 };
        from + (until - from).min(most) / 2.0
    }

    fn end_bar(&self, pen: &mut Pen, task: TaskId) {
        let Some(end) = self.end(task) else { return };
        let a = self.axis.place(end);
        if self.axis.gap(end).is_some() || a < self.window[0] || a >= self.window[1]
        {
            return;
        }
        let fate = self.story.lives[task].fate;
        let half = self.block / 2.0 + 1.0;
        pen.since = Some(end);
        end_mark(pen, fate, [a + self.offset, self.across], half);
        pen.since = None;
    }
}

/// How a poll ended, in the middle of its block.
pub(super) fn glyph(
    pen: &mut Pen,
    outcome: Option<Outcome>,
    at: [f64; 2],
    again: bool,
) {
    let (mut dots, mut glyphs) = (pen.path(), pen.path());
    add_glyph(&mut dots, &mut glyphs, outcome, at, again);
    pen.draw("dots", &dots);
    pen.draw("glyph", &glyphs);
}

fn add_glyph(
    dots: &mut Path,
    glyphs: &mut Path,
    outcome: Option<Outcome>,
    at: [f64; 2],
    again: bool,
) {
    match outcome {
        Some(Outcome::Ready) => glyphs.sign(at, [-4.5, 0.5], "l3.2 3.6l6 -8"),
        Some(Outcome::Panicked) => glyphs.sign(at, [-4.0, -4.0], "l8 8m0 -8l-8 8"),
        Some(Outcome::Pending) if again => {
            dots.sign(at, [-5.0, -4.0], "h0m5 0h0m5 0h0m-10 8h0m5 0h0m5 0h0");
        }
        Some(Outcome::Pending) => dots.sign(at, [-5.0, 0.0], "h0m5 0h0m5 0h0"),
        None => {}
    }
}

/// A task's end bar.
pub(super) fn end_mark(pen: &mut Pen, fate: Fate, [a, c]: [f64; 2], half: f64) {
    let mut bar = pen.path();
    match fate {
        Fate::Cancelled => {
            bar.line([a, c - half], [a, c - 6.0]);
            bar.line([a, c + 6.0], [a, c + half]);
            bar.line([a - 3.5, c - 3.5], [a + 3.5, c + 3.5]);
            bar.line([a - 3.5, c + 3.5], [a + 3.5, c - 3.5]);
        }
        Fate::Panicked => {
            bar.to('M', &[[a, c - half]]);
            for (part, side) in [(-0.5, -2.5), (0.0, 2.5), (0.5, -2.5), (1.0, 0.0)] {
                bar.to('L', &[[a + side, c + part * half]]);
            }
        }
        Fate::Finished | Fate::GoesOn => {
            bar.line([a, c - half], [a, c + half]);
        }
    }
    pen.draw("end", &bar);
}

fn spinning(again: u64) -> String {
    format!("polled {} times", grouped(again + 1))
}

/// How long the block is of polls that were counted.
pub(super) fn spinning_length(again: u64) -> f64 {
    bold_width(&spinning(again), 12.0) + 14.0
}
