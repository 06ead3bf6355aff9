use super::arrows::Arrows;
use super::choice::Row;
use super::life::Lane;
use super::pen::Pen;
use super::plan::Plan;
use super::text::{bold_width, counted, grouped, shorten, width};
use super::{queue, threads};
use crate::recording::TaskId;
use crate::story::{EventId, Fate, State};
use crate::words::spoken;

/// One line of the wide drawing: the threads at the top, then a row for each task,
/// then the run queues and the timers.
pub(super) struct Panel<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) window: [f64; 2],
    pub(super) top: f64,
    /// The rows of tasks that live in it, and where they are.
    rows: Vec<(Row, f64)>,
    pub(super) pitch: f64,
    pub(super) offset: f64,
}

impl<'a> Panel<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, window: [f64; 2], top: f64) -> Self {
        let pitch = match plan.choice.rows.len() {
            0..=8 => 42.0,
            9..=14 => 34.0,
            _ => 27.0,
        };
        let offset = plan.left - window[0];
        let mut panel = Self { plan, window, top, rows: Vec::new(), pitch, offset };
        let mut across = panel.threads_end() + pitch / 2.0 + 6.0;
        for &row in &plan.choice.rows {
            if panel.lane(across).reach(row.task).is_some() {
                panel.rows.push((row, across));
                across += pitch;
            }
        }
        panel
    }

    pub(super) fn across(&self, task: TaskId) -> Option<f64> {
        let mut rows = self.rows.iter();
        rows.find(|(row, _)| row.task == task).map(|&(_, across)| across)
    }

    /// Where the rows end.
    pub(super) fn rows_end(&self) -> f64 {
        self.threads_end() + 6.0 + self.rows.len() as f64 * self.pitch
    }

    pub(super) fn lane(&self, across: f64) -> Lane<'_> {
        Lane {
            story: self.plan.story,
            choice: &self.plan.choice,
            axis: &self.plan.axis,
            window: self.window,
            block: if self.pitch > 30.0 { 24.0 } else { 18.0 },
            life: self.pitch - if self.pitch > 40.0 { 8.0 } else { 4.0 },
            across,
            offset: self.offset,
        }
    }

    /// The event with which it begins; none if it is the first line.
    pub(super) fn since(&self) -> Option<EventId> {
        let mut turns = self.plan.axis.turns.iter();
        let first = turns.find(|turn| turn.at[1] > self.window[0])?;
        let first = self.plan.story.turns[first.turn].polls[0];
        let begin = self.plan.story.polls[first].begin;
        (self.window[0] > 0.0).then_some(begin)
    }

    /// Draws it, and says where it ends.
    pub(super) fn draw(&self, pen: &mut Pen) -> f64 {
        let queue = queue::Queue::new(self);
        threads::draw(self, pen, queue.end());
        queue.pops(pen);
        let across = |task| self.across(task);
        let lane = self.lane(0.0);
        let arrows = Arrows::of(&lane, &across);
        arrows.forks(pen);
        arrows.stems(pen);
        arrows.wakes(pen);
        queue.draw(pen);
        for &(row, across) in &self.rows {
            self.row(pen, row, across);
        }
        self.gaps(pen, queue.end());
        queue.words_end()
    }

    fn row(&self, pen: &mut Pen, row: Row, across: f64) {
        let story = self.plan.story;
        let indent = 10.0 * row.depth as f64;
        let room = (self.plan.left - indent - 8.0) / 1.1;
        let name = shorten(story.name(row.task), 13.0, room);
        let two_lines = self.pitch > 30.0;
        let y = if two_lines { across + 1.0 } else { across + 4.5 };
        let life = &story.lives[row.task];
        pen.since = life.spawned.max(self.since());
        pen.text("n", indent, y, &name);
        if two_lines {
            let polls = life.polls.iter();
            let last = polls.clone().last().map(|&poll| &story.polls[poll]);
            let last = last.map(|poll| poll.end.unwrap_or(poll.begin));
            pen.since = last.or(life.spawned);
            let polls = polls.map(|&poll| 1 + story.polls[poll].again).sum();
            let words = match polls {
                0 => "never polled".to_owned(),
                _ => counted(polls, "poll"),
            };
            let words = shorten(&words, 11.5, self.plan.left - indent - 4.0);
            pen.text("s", indent, across + 16.0, &words);
        }
        let labels = self.labels(row.task);
        let cuts: Vec<_> =
            labels.iter().filter(|it| it.on_line).map(|it| it.at).collect();
        self.lane(across).draw(pen, row, &cuts);
        for label in labels {
            let x =
                label.at[0] + self.offset + if label.on_line { 6.0 } else { 0.0 };
            pen.since = Some(label.since);
            pen.text("s", x, across + 4.0, &label.words);
        }
        pen.since = None;
    }

    /// Words in a task's row, only where nothing crosses them.
    fn labels(&self, task: TaskId) -> Vec<Label> {
        let (story, axis) = (self.plan.story, &self.plan.axis);
        let life = &story.lives[task];
        let stretches: Vec<[f64; 2]> = self
            .plan
            .stretches()
            .into_iter()
            .map(|[a, b]| [a.max(self.window[0]), b.min(self.window[1])])
            .filter(|[a, b]| a < b)
            .collect();
        let mut labels: Vec<Label> = Vec::new();
        for span in life.spans.iter().filter(|span| span.state == State::Asleep) {
            let from = axis.begin(span.from).max(self.window[0]);
            let until = span.until.map_or(axis.length, |until| axis.place(until));
            let until = until.min(self.window[1]);
            if from >= until {
                continue;
            }
            let is_lost = life.lost.is_some_and(|it| it >= span.from);
            let choices = match story.wake_at(span.until).map(|wake| wake.by) {
                _ if is_lost => {
                    vec!["lost: nobody can wake it".to_owned(), "lost".to_owned()]
                }
                Some(crate::By::Timer) => {
                    let time = spoken(story.time(span.until.unwrap_or(0)));
                    vec![
                        format!("asleep until {time}"),
                        format!("until {time}"),
                        "asleep".to_owned(),
                    ]
                }
                _ => vec!["asleep".to_owned()],
            };
            let label = choices.into_iter().find_map(|words| {
                let needs = width(&words, 11.5) + 12.0;
                let room = stretches.iter().find_map(|&[a, b]| {
                    let [a, b] = [a.max(from), b.min(until)];
                    (b - a >= needs + 6.0).then(|| f64::midpoint(a, b))
                })?;
                let at = [room - needs / 2.0, room + needs / 2.0];
                let mut pieces = axis.pieces(story, span.from, [from, at[0]]);
                let since = pieces.pop().map_or(span.from, |(since, _)| since);
                Some(Label { at, words, on_line: true, since })
            });
            labels.extend(label);
        }
        labels.extend(self.fate(task, &stretches));
        labels
    }

    /// How a task ended, in the rest after its end.
    fn fate(&self, task: TaskId, stretches: &[[f64; 2]]) -> Option<Label> {
        let (story, axis) = (self.plan.story, &self.plan.axis);
        let end = self.lane(0.0).end(task)?;
        let end_at = axis.place(end);
        if axis.gap(end).is_some() || end_at < self.window[0] {
            return None;
        }
        let words = match story.lives[task].fate {
            Fate::Cancelled if story.lives[task].lost.is_some() => "lost",
            Fate::Cancelled => "cancelled",
            _ => story.fate_in_words(task),
        };
        let needs = width(words, 11.5) + 4.0;
        let &[from, until] = stretches
            .iter()
            .find(|[from, until]| *until > end_at + 8.0 && *from < end_at + 44.0)?;
        let from = from.max(end_at) + 9.0;
        (from + needs <= until).then(|| Label {
            at: [from, from + needs],
            words: words.to_owned(),
            on_line: false,
            since: end,
        })
    }

    /// Where something is left out, and how much.
    fn gaps(&self, pen: &mut Pen, bottom: f64) {
        let story = self.plan.story;
        for gap in &self.plan.axis.gaps {
            let [from, until] = gap.at.map(|at| at + self.offset);
            let is_seen =
                gap.at[0] >= self.window[0] && gap.at[1] <= self.window[1] + 0.5;
            if !is_seen {
                continue;
            }
            let middle = f64::midpoint(from, until);
            pen.since = Some(gap.from);
            if gap.within_turn {
                let words = format!("+{}", grouped(gap.count));
                let words = shorten(&words, 11.5, until - from);
                pen.text("s m", middle, self.queue_middle() + 4.0, &words);
                continue;
            }
            let mut edges = pen.path();
            edges.line([from + 3.0, self.top], [from + 3.0, bottom]);
            edges.line([until - 3.0, self.top], [until - 3.0, bottom]);
            pen.draw("cut", &edges);
            for (line, words) in super::words::gap(story, gap).iter().enumerate() {
                let y = self.top + 12.0 + 13.0 * line as f64;
                let words = shorten(words, 11.5, until - from - 8.0);
                pen.text("s m", middle, y, &words);
            }
        }
        pen.since = None;
    }

    fn queue_middle(&self) -> f64 {
        self.rows_end() + 18.0
    }

    pub(super) fn title(&self, pen: &mut Pen, across: f64, name: &str, below: &str) {
        let room = self.plan.left - 8.0;
        let fits = bold_width(name, 13.0) <= room;
        let name =
            if fits { name.to_owned() } else { shorten(name, 13.0, room / 1.1) };
        pen.since = self.since();
        pen.text("n", 0.0, across, &name);
        pen.text("s", 0.0, across + 15.0, &shorten(below, 11.5, room));
        pen.since = None;
    }
}

/// Words, and the stretch of the axis that they take.
struct Label {
    at: [f64; 2],
    words: String,
    on_line: bool,
    /// The event since which they hold.
    since: EventId,
}
