//! The report for the repository.

use super::comparison::compare;
use super::paragraph::wrap;
use super::rows;
use crate::results::Results;

/// Writes the report as Markdown with GitHub's tables.
///
/// It opens with how the figures came about. All of it is made from the results, so
/// that no figure can be older than the others.
#[must_use]
pub fn markdown(results: &Results) -> String {
    let comparisons = compare(results);
    let summary: Vec<_> = comparisons.iter().map(rows::summary).collect();
    let mut text = format!(
        "# Results\n\n{}\n\n{}\n\n{}\n## To the best peer\n\n{}\n{}\n",
        lines(&opening(results)),
        fenced(&results.command),
        table(&["machine and run", ""], &rows::run(results)),
        table(&rows::SUMMARY, &summary),
        lines(&escape(rows::LEGEND)),
    );
    text += "\n## All entrants\n";
    for comparison in &comparisons {
        let details = table(&rows::DETAILS, &rows::details(comparison));
        let name = escape(&comparison.workload.name);
        let title = escape(&rows::title(comparison));
        text += &format!("\n### {name}\n\n{title}\n\n{details}");
    }
    if !results.absent.is_empty() {
        let absent: Vec<_> = results.absent.iter().map(rows::absent).collect();
        text += &format!("\n## Could not run\n\n{}", table(&rows::ABSENT, &absent));
    }
    text
}

fn opening(results: &Results) -> String {
    let quick = if results.quick {
        "**This was a quick run: smaller sizes and fewer rounds, good for a look and \
         not for a claim.** "
    } else {
        ""
    };
    format!(
        "{quick}This file is written by the command below, on the machine below. \
         The run had {rounds} rounds. The entrants are interleaved: in each round \
         every entrant of a workload runs it once, one right after the other, and \
         the order is another one in each round, so that whatever slows the machine \
         for a while slows all of them, and nobody always comes after the same one. \
         A median is over the rounds, and ± is the spread: half the interquartile \
         range over the median. A ratio is taken inside each round, between two runs \
         under the same conditions, and the median of those ratios is shown. The best \
         peer is the one with the best median among those that do the whole work.",
        rounds = results.rounds,
    )
}

/// Breaks a paragraph, so that a change of it makes a small diff.
pub(super) fn lines(paragraph: &str) -> String {
    wrap(paragraph, 95).join("\n")
}

pub(super) fn table<const COLUMNS: usize>(
    header: &[&str; COLUMNS],
    rows: &[[String; COLUMNS]],
) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(header.iter().map(|cell| escape(cell)).collect());
    text += &line(vec!["---".into(); COLUMNS]);
    for row in rows {
        text += &line(row.iter().map(|cell| escape(cell)).collect());
    }
    text
}

/// Takes their meaning from all characters that have one, and puts it on one line.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&'
            | '$' | '#' => escaped.extend(['\\', char]),
            _ if char.is_control() => escaped.push(' '),
            _ => escaped.push(char),
        }
    }
    escaped
}

/// Puts a text into a code block whose fence is longer than any in the text.
pub(super) fn fenced(text: &str) -> String {
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}", text.trim_end())
}
