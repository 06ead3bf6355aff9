//! What each trick buys: our own figures with it and without it.

use super::markdown::{fenced, lines, table};
use super::rows;
use super::stats::{self, Ratio};
use super::units::{self, NONE};
use crate::results::{EntrantResult, Results, WorkloadResult};

/// A trick, and what was measured with it and without it.
#[derive(Clone, Debug)]
pub struct Trick {
    /// What it is, in a few words.
    pub name: String,
    /// What there is without it.
    pub instead: String,
    /// One right after the other each time: a run with it and one without.
    pub pairs: Vec<[Run; 2]>,
}

/// A run, and whose figures in it count.
#[derive(Clone, Debug)]
pub struct Run {
    /// What was measured.
    pub results: Results,
    /// Such as `step05`.
    pub entrant: String,
}

/// The head of the table.
const HEAD: [&str; 5] = ["trick", "workload", "with", "without", "buys"];

/// Writes what tricks buy, as Markdown. `command` is what repeats it.
#[must_use]
pub fn tricks(tricks: &[Trick], command: &str) -> String {
    let mut text = format!("# What each trick buys\n\n{}\n", lines(OPENING));
    text += &format!("\n{}\n", fenced(command));
    let rows: Vec<_> = tricks.iter().flat_map(rows_of).collect();
    // The book includes what is between these.
    text += &format!(
        "\n<!-- ANCHOR: table -->\n\n{}\n<!-- ANCHOR_END: table -->\n",
        table(&HEAD, &rows)
    );
    text += &format!("\n{}\n\n", lines("Without it:"));
    for Trick { name, instead, .. } in tricks {
        text += &format!("- {name}: {instead}\n");
    }
    if let Some([first, _]) = tricks.iter().find_map(|trick| trick.pairs.first()) {
        let mut run = first.results.clone();
        run.rounds = tricks.iter().map(|trick| trick.pairs.len()).max().unwrap_or(0);
        text += &format!("\n{}", table(&["machine and run", ""], &rows::run(&run)));
    }
    text
}

const OPENING: &str = "This file is written by the command below, on the machine \
    below. Each trick is taken out of a copy of the sources by a small patch, and the \
    two programs run in turns: a round is a run of each. A figure is the median of the \
    runs' medians. What a trick buys is how many times as good the figure with it is: \
    the median of the rounds' ratios, and ± is half their interquartile range over that. \
    Where 1.00× is within the ±, nothing was seen.";

fn rows_of(trick: &Trick) -> Vec<[String; 5]> {
    let Some([first, _]) = trick.pairs.first() else { return Vec::new() };
    let workloads = first.results.workloads.iter().enumerate();
    workloads
        .map(|(place, workload)| {
            let name = if place == 0 { trick.name.clone() } else { String::new() };
            row(name, workload, &trick.pairs)
        })
        .collect()
}

fn row(name: String, workload: &WorkloadResult, pairs: &[[Run; 2]]) -> [String; 5] {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for [one, other] in pairs {
        let (one, other) = (median(one, workload), median(other, workload));
        if let (Some(one), Some(other)) = (one, other) {
            with.push(one);
            without.push(other);
        }
    }
    let figure = |medians: &[f64]| {
        stats::median(medians)
            .map_or(NONE.into(), |median| units::figure(workload.unit, median))
    };
    let buys = stats::ratio(&with, &without).map(|Ratio { median, spread }| {
        format!("{} {}", units::times(median), units::spread(spread))
    });
    let buys = buys.map_or(NONE.into(), |buys| buys.trim_end().to_owned());
    [name, workload.name.clone(), figure(&with), figure(&without), buys]
}

fn median(run: &Run, workload: &WorkloadResult) -> Option<f64> {
    let mut workloads = run.results.workloads.iter();
    let same = workloads.find(|result| result.name == workload.name)?;
    let is_it = |it: &&EntrantResult| it.name == run.entrant;
    stats::median(&same.entrants.iter().find(is_it)?.samples)
}
