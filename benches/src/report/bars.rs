//! One workload in the chart: its name, its best peer, and a bar for each step.

use super::axis::LogAxis;
use super::comparison::{Comparison, Ours};
use super::markup::escape;
use super::paragraph::wrap;
use super::units::{self, NBSP, NONE};

/// The size of the drawing that all places refer to. At 390 pixels it is drawn about
/// as large as it is, so that its text stays readable on a telephone.
pub(super) const WIDTH: f64 = 400.0;

/// Where the axis begins and ends: names stand to its left, values to its right.
pub(super) const LEFT: f64 = 58.0;
pub(super) const RIGHT: f64 = 338.0;

/// How many characters of each size have room in a line.
pub(super) const LARGE_CHARS: usize = 42;
pub(super) const SMALL_CHARS: usize = 54;

const BAR: f64 = 12.0;
const GAP: f64 = 7.0;

/// Draws one workload from `y` down, and returns the markup and where it ends.
pub(super) fn bars(
    comparison: &Comparison<'_>,
    axis: &LogAxis,
    mut y: f64,
) -> (String, f64) {
    let mut svg = String::new();
    for line in wrap(&comparison.workload.title, LARGE_CHARS) {
        y += 17.0;
        svg +=
            &format!("<text class=\"name\" y=\"{y:.0}\">{}</text>\n", escape(&line));
    }
    for line in wrap(&subtitle(comparison), SMALL_CHARS) {
        y += 16.0;
        svg += &format!("<text y=\"{y:.0}\">{}</text>\n", escape(&line));
    }
    y += GAP + 2.0;
    let bottom = y + 2.0 * BAR + GAP;
    svg += &grid(axis, y - 4.0, bottom + 4.0);
    let workload = comparison.workload;
    svg += &bar("step05", comparison.step05.as_ref(), axis, y);
    svg += &mark(comparison, workload.must, axis, y);
    y += BAR + GAP;
    svg += &bar("step04", comparison.step04.as_ref(), axis, y);
    svg += &mark(comparison, workload.must_step04, axis, y);
    (svg, bottom + 10.0)
}

/// The line at 1, and a faint one at each tick.
fn grid(axis: &LogAxis, top: f64, bottom: f64) -> String {
    let line = |(ratio, _): (f64, String)| {
        let class = if ratio == 1.0 { "one" } else { "tick" };
        let x = axis.x(ratio);
        format!("<path class=\"{class}\" d=\"M{x:.1} {top:.0}V{bottom:.0}\"/>\n")
    };
    axis.ticks().into_iter().map(line).collect()
}

/// A bar from 1 to the ratio, its name and its value.
fn bar(name: &str, ours: Option<&Ours<'_>>, axis: &LogAxis, y: f64) -> String {
    let base = y + BAR - 1.8;
    let ratio = ours.and_then(|ours| ours.standing.ratio);
    let value = ratio.map_or(NONE.into(), |ratio| units::times(ratio.median));
    let mut svg = format!(
        "<text y=\"{base:.1}\">{name}</text>\n\
         <text class=\"value\" x=\"{WIDTH}\" y=\"{base:.1}\">{value}</text>\n"
    );
    if let Some(ratio) = ratio {
        let (one, end) = (axis.x(1.0), axis.x(ratio.median));
        let (x, width) = (one.min(end), (end - one).abs().max(1.0));
        svg += &format!(
            "<rect class=\"{name}\" x=\"{x:.1}\" y=\"{y:.0}\" width=\"{width:.1}\" \
             height=\"{BAR}\"/>\n"
        );
    }
    svg
}

/// A line across the bar with an arrowhead on it, where "must" is.
fn mark(
    comparison: &Comparison<'_>,
    must: Option<f64>,
    axis: &LogAxis,
    y: f64,
) -> String {
    must.and_then(|must| comparison.as_ratio(must))
        .map_or(String::new(), |ratio| arrow(axis.x(ratio), y))
}

/// Draws the mark of a "must" at a place.
pub(super) fn arrow(x: f64, y: f64) -> String {
    let (tip, down) = (y + 2.0, BAR);
    format!("<path class=\"must\" d=\"M{x:.1} {tip:.0}l-4 -6h8zv{down:.0}\"/>\n")
}

/// Says who the best peer is, and what is asked.
fn subtitle(comparison: &Comparison<'_>) -> String {
    let workload = comparison.workload;
    let mut parts = Vec::new();
    if let Some(peer) = comparison.best_peer {
        let median = units::figure(workload.unit, peer.median);
        parts.push(format!("best peer {} {median}", peer.entrant.name));
    }
    let demand = |must| units::demand(workload.unit, must);
    match (workload.must, workload.must_step04) {
        (Some(must), None) => parts.push(format!("must {}", demand(must))),
        (Some(must), Some(step04)) => {
            parts.push(format!("must {}, step04 {}", demand(must), demand(step04)));
        }
        (None, Some(step04)) => {
            parts.push(format!("step04 must {}", demand(step04)))
        }
        (None, None) => {}
    }
    // A line breaks between the parts, if it can.
    parts.join("\n").replace(' ', &NBSP.to_string()).replace('\n', " · ")
}
