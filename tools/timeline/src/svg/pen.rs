use std::fmt::Write;

use super::text::{escape, round};
use crate::story::EventId;

/// Draws along the time axis and across it, whichever way that runs: to the right in
/// the wide drawing, down in the narrow one.
pub(super) struct Pen {
    pub(super) out: String,
    pub(super) down: bool,
    /// Whether it notes at what is drawn since which event it holds, so that a page
    /// can dim what is yet to come.
    pub(super) dates: bool,
    /// That event, for all that isn't a path with events of its own.
    pub(super) since: Option<EventId>,
}

/// A path: each step's letter, and its points along and across.
#[derive(Default)]
pub(super) struct Path {
    data: String,
    down: bool,
    /// From where in `data` on it is about which event.
    since: Vec<(usize, EventId)>,
}

impl Pen {
    pub(super) fn new(down: bool) -> Self {
        Self { out: String::new(), down, dates: false, since: None }
    }

    /// The same, but notes when what it draws begins to hold.
    pub(super) fn dated(down: bool) -> Self {
        Self { dates: true, ..Self::new(down) }
    }

    pub(super) fn path(&self) -> Path {
        Path { down: self.down, ..Path::default() }
    }

    pub(super) fn draw(&mut self, class: &str, path: &Path) {
        if !self.dates || path.since.is_empty() {
            return self.part(class, &path.data, self.since);
        }
        self.part(class, &path.data[..path.since[0].0], self.since);
        for (place, &(from, since)) in path.since.iter().enumerate() {
            let next = path.since.get(place + 1);
            let until = next.map_or(path.data.len(), |&(until, _)| until);
            self.part(class, &path.data[from..until], Some(since));
        }
    }

    fn part(&mut self, class: &str, data: &str, since: Option<EventId>) {
        if !data.is_empty() {
            let date = self.date(since);
            let _ =
                writeln!(self.out, "<path class=\"{class}\"{date} d=\"{data}\"/>");
        }
    }

    fn date(&self, since: Option<EventId>) -> String {
        match since.filter(|_| self.dates) {
            Some(event) => format!(" data-from=\"{event}\""),
            None => String::new(),
        }
    }

    /// A rectangle, from `at[0]` to `at[1]` along and as thick as said around `across`.
    pub(super) fn bar(
        &mut self,
        class: &str,
        at: [f64; 2],
        across: f64,
        thick: f64,
        corner: f64,
    ) {
        let (a, c) = (at[0], across - thick / 2.0);
        let length = at[1] - at[0];
        let [x, y, width, height] = match self.down {
            true => [c, a, thick, length],
            false => [a, c, length, thick],
        }
        .map(round);
        let date = self.date(self.since);
        let _ = writeln!(
            self.out,
            "<rect class=\"{class}\"{date} x=\"{x}\" y=\"{y}\" width=\"{width}\" \
             height=\"{height}\" rx=\"{}\"/>",
            round(corner.min(length / 2.0)),
        );
    }

    /// Words at a place of the drawing, not of the axis. Never empty.
    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, words: &str) {
        if words.is_empty() {
            return;
        }
        let class = match class {
            "" => String::new(),
            _ => format!(" class=\"{class}\""),
        };
        let date = self.date(self.since);
        let _ = writeln!(
            self.out,
            "<text{class}{date} x=\"{}\" y=\"{}\">{}</text>",
            round(x),
            round(y),
            escape(words)
        );
    }

    /// Words that run upwards from a place.
    pub(super) fn upwards(&mut self, class: &str, x: f64, y: f64, words: &str) {
        let date = self.date(self.since);
        let _ = writeln!(
            self.out,
            "<text class=\"{class}\"{date} transform=\"translate({} {})rotate(-90)\">{}</text>",
            round(x),
            round(y),
            escape(words)
        );
    }
}

impl Path {
    /// What follows holds since an event.
    pub(super) fn since(&mut self, event: EventId) -> &mut Self {
        if self.since.last().is_none_or(|&(_, last)| last != event) {
            self.since.push((self.data.len(), event));
        }
        self
    }

    /// One step, with its points along the axis and across it.
    pub(super) fn to(&mut self, step: char, points: &[[f64; 2]]) -> &mut Self {
        self.data.push(step);
        for (number, &[along, across]) in points.iter().enumerate() {
            let [x, y] = match self.down {
                true => [across, along],
                false => [along, across],
            };
            let (x, y) = (round(x), round(y));
            let space = if number > 0 { " " } else { "" };
            let _ = write!(self.data, "{space}{x} {y}");
        }
        self
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: [f64; 2], to: [f64; 2]) -> &mut Self {
        self.to('M', &[from]).to('L', &[to])
    }

    /// Steps as SVG has them, from a place.
    pub(super) fn shape(&mut self, [along, across]: [f64; 2], steps: &str) {
        self.to('M', &[[along, across]]);
        self.data += steps;
    }

    /// A sign, which stands upright whichever way time runs: its beginning is so far
    /// to the right of and below a place.
    pub(super) fn sign(
        &mut self,
        [along, across]: [f64; 2],
        by: [f64; 2],
        steps: &str,
    ) {
        let [right, below] = by;
        let start = match self.down {
            true => [along + below, across + right],
            false => [along + right, across + below],
        };
        self.shape(start, steps);
    }

    /// An arrow's tip, which points from one place to another.
    pub(super) fn tip(&mut self, to: [f64; 2], towards: [f64; 2]) {
        let [a, c] = to;
        let [da, dc] = towards;
        let side =
            |s: f64| [a - 7.0 * da - 4.5 * s * dc, c - 7.0 * dc - 4.5 * s * da];
        self.to('M', &[to]).to('L', &[side(1.0), side(-1.0)]);
        self.data.push('Z');
    }
}
