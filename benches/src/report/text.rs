//! The report for the terminal.

use super::comparison::compare;
use super::paragraph::wrap;
use super::rows;
use super::table::table;
use super::units::NBSP;
use crate::results::Results;

/// How wide the report may become; cells wrap to stay within.
const COLUMNS: usize = 100;

/// The columns of figures.
const FIGURES: [&str; 5] =
    ["ratio 05", "ratio 04", "median", "spread", "to the best peer"];

/// Writes the report for the terminal, at most 100 columns wide.
///
/// First what was asked and what came of it, then all entrants of each workload,
/// then who could not run, and last what is needed to repeat the run.
#[must_use]
pub fn text(results: &Results) -> String {
    let comparisons = compare(results);
    let summary: Vec<_> = comparisons.iter().map(rows::summary).collect();
    let summary = table(Some(&rows::SUMMARY), &summary, &FIGURES, COLUMNS);
    let mut text = format!("{summary}\n{}\n", wrapped(rows::LEGEND));
    for comparison in &comparisons {
        let title =
            format!("{}: {}", comparison.workload.name, rows::title(comparison));
        let details = rows::details(comparison);
        let details = table(Some(&rows::DETAILS), &details, &FIGURES, COLUMNS);
        text += &format!("\n{}\n{details}", wrapped(&title));
    }
    if !results.absent.is_empty() {
        let absent: Vec<_> = results.absent.iter().map(rows::absent).collect();
        let absent = table(Some(&rows::ABSENT), &absent, &[], COLUMNS);
        text += &format!("\nCould not run\n{absent}");
    }
    // The command is left as it is, for copying.
    let run = table(None, &rows::run(results), &[], COLUMNS);
    text += &format!("\n{run}\n{}\n", results.command);
    text.replace(NBSP, " ")
}

fn wrapped(paragraph: &str) -> String {
    wrap(paragraph, COLUMNS).join("\n")
}
