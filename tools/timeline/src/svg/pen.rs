use std::fmt::Write;

use super::text::{escape, round};

/// Draws along the time axis and across it, whichever way that runs: to the right in
/// the wide drawing, down in the narrow one.
pub(super) struct Pen {
    pub(super) out: String,
    pub(super) down: bool,
}

/// A path: each step's letter, and its points along and across.
#[derive(Default)]
pub(super) struct Path {
    data: String,
    down: bool,
}

impl Pen {
    pub(super) fn new(down: bool) -> Self {
        Self { out: String::new(), down }
    }

    pub(super) fn path(&self) -> Path {
        Path { data: String::new(), down: self.down }
    }

    pub(super) fn draw(&mut self, class: &str, path: &Path) {
        if !path.data.is_empty() {
            let _ =
                writeln!(self.out, "<path class=\"{class}\" d=\"{}\"/>", path.data);
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
        let _ = writeln!(
            self.out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" \
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
        let _ = writeln!(
            self.out,
            "<text{class} x=\"{}\" y=\"{}\">{}</text>",
            round(x),
            round(y),
            escape(words)
        );
    }

    /// Words that run upwards from a place.
    pub(super) fn upwards(&mut self, class: &str, x: f64, y: f64, words: &str) {
        let _ = writeln!(
            self.out,
            "<text class=\"{class}\" transform=\"translate({} {})rotate(-90)\">{}</text>",
            round(x),
            round(y),
            escape(words)
        );
    }
}

impl Path {
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
