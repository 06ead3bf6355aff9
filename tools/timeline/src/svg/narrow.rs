use std::collections::BTreeMap;

use super::arrows::Arrows;
use super::axis::{Axis, Measures};
use super::choice::{Choice, Limits};
use super::document::Drawing;
use super::life::Lane;
use super::pen::Pen;
use super::plan;
use super::rests::{Rest, rests};
use super::text::{bold_width, shorten, width, wrap};
use super::wide::{foot, head};
use super::words::{self, Notice};
use crate::recording::TaskId;
use crate::story::{By, Story};
use crate::words::spoken;

/// What a phone has room for.
const LIMITS: Limits = Limits { tasks: 8, polls: 36 };
const WIDTH: f64 = 350.0;
const BLOCK: f64 = 18.0;
const SHORTEST_REST: f64 = 20.0;
/// Between two lines of words.
const LINE: f64 = 15.0;

/// Time runs down: a column for each task, and each turn's sentence beside it.
pub(super) fn drawing(story: &Story<'_>, mut pen: Pen) -> Drawing {
    let choice = Choice::new(story, LIMITS, None);
    let rests = rests(story);
    let axis_at = axis_at(story, &rests, &choice);
    let pitch = match choice.rows.len() {
        0..=4 => 33.0,
        5..=6 => 28.0,
        _ => 22.0,
    };
    let words_at = axis_at + 8.0 + pitch * choice.rows.len() as f64 + 7.0;
    let sentences = sentences(story, &choice, WIDTH - words_at - 5.0);
    let (axis, scale) = axis(story, &choice, &rests, &sentences);
    let top = head(&mut pen, story, 0.0, WIDTH);
    let mut narrow = Narrow {
        story,
        choice: &choice,
        axis: &axis,
        axis_at,
        pitch,
        words_at,
        offset: 0.0,
    };
    narrow.offset = narrow.names(&mut pen, top);
    narrow.draw(&mut pen, &sentences, scale);
    let is_short = |(rest, _): &(Rest, _)| {
        scale.is_some_and(|scale| (rest.nanos as f64) * scale < SHORTEST_REST)
    };
    let notice = Notice {
        story,
        choice: &choice,
        axis: &axis,
        scale,
        has_short_rests: axis.rests.iter().any(is_short),
        lane: "column",
        length: "tall",
    };
    let end = narrow.offset + axis.length + 12.0;
    let height = foot(&mut pen, &notice, end, WIDTH);
    Drawing { body: pen.out, width: WIDTH, height }
}

/// Where the axis of time is: right of the times that stand beside it.
fn axis_at(story: &Story<'_>, rests: &[Rest], choice: &Choice) -> f64 {
    let most = if choice.rows.len() > 6 { 40.0 } else { 56.0 };
    let times = rests.iter().take(100).map(|rest| rest.until);
    let widths = times.map(|event| width(&spoken(story.time(event)), 11.5));
    widths.fold(22.0, f64::max).min(most) + 11.0
}

fn axis(
    story: &Story<'_>,
    choice: &Choice,
    rests: &[Rest],
    sentences: &BTreeMap<usize, Vec<String>>,
) -> (Axis, Option<f64>) {
    let axis = |rest: &dyn Fn(&Rest) -> f64| {
        let turn = |turn: usize| {
            let lines = sentences.get(&turn).map_or(0, Vec::len);
            24.0 + LINE * lines as f64
        };
        let measures = Measures {
            slot: &|_| BLOCK + 6.0,
            block: &|_| BLOCK,
            turn: &turn,
            floor: &|_| 0.0,
            rest,
            gap: [20.0, 52.0],
            queued: 10.0,
            pad: [6.0, 6.0],
            tail: 12.0,
        };
        Axis::new(story, choice, rests, &measures)
    };
    let flat = axis(&|_| 0.0);
    let shown: Vec<Rest> = flat.rests.iter().map(|&(rest, _)| rest).collect();
    let budget = (shown.len() as f64 * 62.0).min(500.0);
    let least = shown.len() as f64 * (SHORTEST_REST + 4.0);
    let mut scale = plan::scale(&shown, budget.max(least), SHORTEST_REST);
    let longest = shown.iter().map(|rest| rest.nanos).max().unwrap_or(1);
    scale = scale.min(220.0 / longest as f64);
    let length = |rest: &Rest| (rest.nanos as f64 * scale).max(SHORTEST_REST);
    (axis(&length), (!shown.is_empty()).then_some(scale))
}

/// For each turn of which something is drawn, its sentence in lines.
fn sentences(
    story: &Story<'_>,
    choice: &Choice,
    room: f64,
) -> BTreeMap<usize, Vec<String>> {
    let mut sentences = BTreeMap::new();
    for poll in (0..story.polls.len()).filter(|&poll| choice.polls[poll]) {
        let turn = story.polls[poll].turn;
        sentences.entry(turn).or_insert_with(|| {
            let words = words::turn_without_head(story, turn);
            wrap(&words, 12.0, room, 9)
        });
    }
    sentences
}

struct Narrow<'a> {
    story: &'a Story<'a>,
    choice: &'a Choice,
    axis: &'a Axis,
    axis_at: f64,
    pitch: f64,
    words_at: f64,
    /// Where the axis begins.
    offset: f64,
}

impl Narrow<'_> {
    fn across(&self, task: TaskId) -> Option<f64> {
        let place = self.choice.row_of[task]?;
        Some(self.axis_at + 8.0 + self.pitch * (place as f64 + 0.5))
    }

    /// The names of the columns; says where they end.
    fn names(&self, pen: &mut Pen, top: f64) -> f64 {
        let name = |task: TaskId| shorten(self.story.name(task), 13.0, 96.0);
        let widths = self.choice.rows.iter();
        let widest =
            widths.map(|row| bold_width(&name(row.task), 13.0)).fold(0.0, f64::max);
        let is_level = widest <= self.pitch + 4.0;
        let height = if is_level { 16.0 } else { widest + 4.0 };
        for row in &self.choice.rows {
            let Some(x) = self.across(row.task) else { continue };
            pen.since = self.story.lives[row.task].spawned;
            match is_level {
                true => pen.text("n m", x, top + 12.0, &name(row.task)),
                false => {
                    pen.upwards("n", x + 4.5, top + height - 4.0, &name(row.task));
                }
            }
        }
        pen.since = None;
        top + height + 4.0
    }

    fn draw(
        &self,
        pen: &mut Pen,
        sentences: &BTreeMap<usize, Vec<String>>,
        scale: Option<f64>,
    ) {
        self.bands(pen);
        self.time(pen, scale);
        let across = |task| self.across(task);
        let lane = |across| Lane {
            story: self.story,
            choice: self.choice,
            axis: self.axis,
            window: [0.0, self.axis.length],
            block: (self.pitch - 9.0).min(24.0),
            life: self.pitch - 2.0,
            across,
            offset: self.offset,
        };
        let at_zero = lane(0.0);
        let arrows = Arrows::of(&at_zero, &across);
        arrows.forks(pen);
        arrows.stems(pen);
        self.timers(pen, &arrows);
        arrows.wakes(pen);
        for &row in &self.choice.rows {
            if let Some(across) = self.across(row.task) {
                lane(across).draw(pen, row, &[]);
            }
        }
        self.turns(pen, sentences);
        self.gaps(pen);
    }

    /// The turns of one thread; those of several would lie above each other.
    fn bands(&self, pen: &mut Pen) {
        let several = self.story.several_threads();
        for turn in &self.axis.turns {
            let at = turn.at.map(|at| at + self.offset);
            let from = if several { self.words_at - 5.0 } else { self.axis_at };
            let thick = WIDTH - from;
            let first = self.story.turns[turn.turn].polls[0];
            pen.since = Some(self.story.polls[first].begin);
            pen.bar("band", at, from + thick / 2.0, thick, 5.0);
        }
        pen.since = None;
    }

    fn turns(&self, pen: &mut Pen, sentences: &BTreeMap<usize, Vec<String>>) {
        for place in &self.axis.turns {
            let turn = &self.story.turns[place.turn];
            let mut y = place.at[0] + self.offset + 16.0;
            let head = format!("turn {}", super::text::grouped(turn.number as u64));
            let begin = self.story.polls[turn.polls[0]].begin;
            pen.since = Some(begin);
            pen.text("n", self.words_at, y, &head);
            let mut small = format!("at {}", spoken(self.story.time(begin)));
            if self.story.several_threads() {
                small = format!("on {}", self.story.recording.threads[turn.thread]);
            }
            let x = self.words_at + bold_width(&head, 13.0) + 6.0;
            pen.text("s", x, y, &shorten(&small, 11.5, WIDTH - x));
            // It tells the whole turn.
            pen.since = turn.polls.last().map(|&last| self.story.polls[last].begin);
            for line in sentences.get(&place.turn).into_iter().flatten() {
                y += LINE;
                pen.text("c", self.words_at, y, line);
            }
        }
        pen.since = None;
    }

    /// The axis, its times, and how long the threads rest.
    fn time(&self, pen: &mut Pen, scale: Option<f64>) {
        let mut line = pen.path();
        let mut dots = pen.path();
        let events = &self.story.recording.events;
        let tick = words::tick(scale);
        let mut free = self.offset;
        let mut times =
            vec![(self.offset + 12.0, 0, events.first().map_or(0, |e| e.at))];
        for (rest, at) in &self.axis.rests {
            let [from, until] = at.map(|at| at + self.offset);
            pen.since = Some(rest.from);
            dots.since(rest.from);
            line.since(rest.from).line([from, self.axis_at], [until, self.axis_at]);
            let begin = events[rest.from].at;
            for tick in words::ticks(tick, begin, begin + rest.nanos) {
                let share = (tick - begin) as f64 / rest.nanos as f64;
                let at = from + (until - from) * share;
                line.line([at, self.axis_at - 4.0], [at, self.axis_at + 4.0]);
            }
            let length = spoken(std::time::Duration::from_nanos(rest.nanos));
            let who =
                if self.story.several_threads() { "all parked" } else { "parked" };
            let middle = f64::midpoint(from, until);
            let x = self.words_at;
            let words = shorten(&format!("{who} {length}"), 11.5, WIDTH - x);
            pen.text("s", x, middle + 4.0, &words);
            if until - from > 52.0 {
                dots.line([from + 8.0, x + 4.0], [middle - 14.0, x + 4.0]);
                dots.line([until - 8.0, x + 4.0], [middle + 14.0, x + 4.0]);
            }
            times.push((until, rest.until, events[rest.until].at));
        }
        pen.since = None;
        pen.draw("axis", &line);
        pen.draw("park", &dots);
        for (y, event, time) in times {
            pen.since = Some(event);
            let words = spoken(std::time::Duration::from_nanos(time));
            let words = shorten(&words, 11.5, self.axis_at - 9.0);
            if y - 10.0 >= free {
                pen.text("s", 0.0, y - 4.0, &words);
                free = y + 2.0;
            }
        }
        pen.since = None;
    }

    /// From the axis to the columns.
    fn timers(&self, pen: &mut Pen, arrows: &Arrows<'_>) {
        let mut marks = pen.path();
        let mut last = f64::NEG_INFINITY;
        for wake in &self.story.wakes {
            let is_square = match wake.by {
                By::Timer => false,
                By::Thread(_) => true,
                By::Task(_) | By::EndOf(_) => continue,
            };
            let Some(across) = self.across(wake.task) else { continue };
            let Some(at) = arrows.at(wake.event) else { continue };
            let above = at - 8.0;
            pen.since = Some(wake.event);
            marks.since(wake.event);
            let mut path = pen.path();
            path.to('M', &[[above, self.axis_at]])
                .to('L', &[[above, across - 5.0]])
                .to('Q', &[[above, across], [above + 4.0, across]]);
            pen.draw(if wake.again { "wake again" } else { "wake" }, &path);
            let mut tip = pen.path();
            tip.tip([at + 1.0, across], [1.0, 0.0]);
            pen.draw("tip", &tip);
            if at > last + 1.0 {
                let shape =
                    if is_square { "h12v12h-12z" } else { "l8 8l-8 8l-8 -8z" };
                let by = if is_square { [-6.0, -6.0] } else { [0.0, -8.0] };
                marks.sign([above, self.axis_at], by, shape);
                last = at;
            }
        }
        pen.since = None;
        pen.draw("tip", &marks);
    }

    fn gaps(&self, pen: &mut Pen) {
        for gap in &self.axis.gaps {
            let [from, until] = gap.at.map(|at| at + self.offset);
            let words = match gap.within_turn {
                true => format!("+{}", super::text::grouped(gap.count)),
                false => words::gap(self.story, gap).join(" "),
            };
            pen.since = Some(gap.from);
            if gap.within_turn {
                pen.text(
                    "s",
                    self.axis_at - 30.0,
                    f64::midpoint(from, until) + 4.0,
                    &words,
                );
                continue;
            }
            let mut edges = pen.path();
            for at in [from + 3.0, until - 3.0] {
                edges.line([at, self.axis_at], [at, WIDTH]);
            }
            pen.draw("cut", &edges);
            let lines = wrap(&words, 11.5, WIDTH - self.words_at, 3);
            for (line, words) in lines.iter().enumerate() {
                let y = from + 15.0 + 13.0 * line as f64;
                pen.text("s", self.words_at, y, words);
            }
        }
        pen.since = None;
    }
}
