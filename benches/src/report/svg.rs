//! The chart for a page of the book.

use super::axis::LogAxis;
use super::bars::{self, LEFT, RIGHT, SMALL_CHARS, WIDTH};
use super::comparison::{Comparison, Ours, compare};
use super::markup::escape;
use super::paragraph::wrap;
use super::units::{self, NBSP};
use crate::results::Results;

/// Within a page the text takes the page's colour, and so follows its theme. As a
/// file of its own, or as an image, the chart is its own root and can't see the
/// page: then it follows the system, and brings its own background.
const STYLE: &str = "\
.ratio-chart{display:block;width:100%;max-width:560px;height:auto;\
font:12.5px system-ui,sans-serif;fill:currentColor}
.ratio-chart .name{font-size:14px;font-weight:600}
.ratio-chart .value{text-anchor:end;font-weight:600}
.ratio-chart .scale{text-anchor:middle}
.ratio-chart path{stroke:currentColor;fill:none}
.ratio-chart .tick{stroke-opacity:.25}
.ratio-chart .one{stroke-width:1.5}
.ratio-chart .must{fill:currentColor;stroke-width:1.5}
.ratio-chart .step05{fill:#3d85c6}
.ratio-chart .step04{fill:url(#ratio-chart-hatch);stroke:#c87020}
.ratio-chart .hatch{stroke:#c87020;stroke-width:2.5}
.ratio-chart:root{color:#222;background:#fff;margin:auto}
@media(prefers-color-scheme:dark){.ratio-chart:root{color:#ddd;background:#1b1c20}}
";

/// Draws the ratios of steps 5 and 4 to the best peer of each workload.
///
/// The axis is logarithmic, so that twice as good and half as good are equally far
/// from 1. The markup has no blank line and can be included in a Markdown page.
/// Workloads without a ratio have no bars, and are named below the others.
#[must_use]
pub fn svg(results: &Results) -> String {
    let comparisons = compare(results);
    let (shown, missing): (Vec<_>, Vec<_>) =
        comparisons.iter().partition(|it| !ratios(it).is_empty());
    let musts = shown.iter().flat_map(|it| {
        let musts = [it.workload.must, it.workload.must_step04];
        musts.into_iter().flatten().filter_map(|must| it.as_ratio(must))
    });
    let ratios = shown.iter().flat_map(|it| ratios(it)).map(|(_, ratio)| ratio);
    let axis = LogAxis::covering(ratios.chain(musts), LEFT, RIGHT);

    let mut body = legend();
    let mut y = 56.0;
    body += &scale(&axis, y);
    y += 5.0;
    for comparison in &shown {
        let (bars, bottom) = bars::bars(comparison, &axis, y);
        body += &bars;
        y = bottom;
    }
    y += 8.0;
    body += &scale(&axis, y);
    y += 5.0;
    for comparison in &missing {
        let line = format!("Not shown: {}", why_missing(comparison));
        for line in wrap(&line, SMALL_CHARS) {
            y += 16.0;
            body += &format!("<text y=\"{y:.0}\">{}</text>\n", escape(&line));
        }
    }
    let height = y + 12.0;
    format!(
        "<svg class=\"ratio-chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" \
         viewBox=\"-4 -4 {} {height:.0}\">\n\
         <title>How steps 5 and 4 compare with the best peer</title>\n\
         <desc>{}</desc>\n<style>\n{STYLE}</style>\n{HATCH}{body}</svg>\n",
        WIDTH + 8.0,
        escape(&description(&shown, &missing)),
    )
}

const HATCH: &str = "\
<pattern id=\"ratio-chart-hatch\" width=\"5\" height=\"5\" \
patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<path class=\"hatch\" d=\"M0 0V5\"/></pattern>\n";

/// Says what the bars, the mark and the line are.
fn legend() -> String {
    let mark = bars::arrow(160.0, 4.0);
    format!(
        "<rect class=\"step05\" x=\"0\" y=\"3\" width=\"14\" height=\"11\"/>\
         <text x=\"19\" y=\"13\">step05</text>\n\
         <rect class=\"step04\" x=\"76\" y=\"3\" width=\"14\" height=\"11\"/>\
         <text x=\"95\" y=\"13\">step04</text>\n\
         {mark}<text x=\"170\" y=\"13\">must</text>\n\
         <text y=\"34\">1× is level with the best peer; to the right is better.\
         </text>\n"
    )
}

fn scale(axis: &LogAxis, y: f64) -> String {
    let label = |(ratio, label): (f64, String)| {
        let x = axis.x(ratio);
        format!("<text class=\"scale\" x=\"{x:.1}\" y=\"{y:.0}\">{label}</text>\n")
    };
    axis.ticks().into_iter().map(label).collect()
}

/// The steps that have a ratio, with it.
fn ratios(comparison: &Comparison<'_>) -> Vec<(&'static str, f64)> {
    let ratio = |ours: Option<Ours<'_>>| Some(ours?.standing.ratio?.median);
    let step05 = ratio(comparison.step05).map(|ratio| ("step05", ratio));
    let step04 = ratio(comparison.step04).map(|ratio| ("step04", ratio));
    step05.into_iter().chain(step04).collect()
}

/// Says what the chart shows to those who don't see it.
fn description(shown: &[&Comparison<'_>], missing: &[&Comparison<'_>]) -> String {
    let mut text = String::from("A bar chart on a logarithmic axis.");
    for comparison in shown {
        let peer = comparison.best_peer.map_or("", |peer| &peer.entrant.name);
        text +=
            &format!(" {}: to the best peer, {peer},", comparison.workload.title);
        let words: Vec<String> = ratios(comparison)
            .into_iter()
            .map(|(name, ratio)| {
                format!("{name} is at {}", spoken(&units::times(ratio)))
            })
            .collect();
        text += &format!(" {}", words.join(" and "));
        let workload = comparison.workload;
        for (name, must) in
            [("step05", workload.must), ("step04", workload.must_step04)]
        {
            if let Some(must) =
                must.map(|must| spoken(&units::demand(workload.unit, must)))
            {
                text += &format!("; {name} must be {must}");
            }
        }
        text.push('.');
    }
    for comparison in missing {
        text += &format!(" Not shown: {}.", why_missing(comparison));
    }
    text
}

/// Puts words in place of the signs that screen readers skip or spell.
fn spoken(figure: &str) -> String {
    let words = [("≥", "at least"), ("≤", "at most"), ("×", " times")];
    let spaced = figure.replace(NBSP, " ");
    words.iter().fold(spaced, |text, (sign, word)| text.replace(sign, word))
}

fn why_missing(comparison: &Comparison<'_>) -> String {
    let why = match (comparison.best_peer, comparison.step05, comparison.step04) {
        (None, ..) => "no peer was measured",
        (_, None, None) => "neither step was measured",
        _ => "its figures have no ratio",
    };
    format!("{} ({why})", comparison.workload.title)
}
