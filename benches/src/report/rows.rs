//! The cells of the two tables, the same for the terminal and for Markdown.

use std::ptr;

use super::comparison::{Comparison, Ours, Standing, Verdict};
use super::units::{self, NONE};
use crate::results::{Absent, EntrantResult, Machine, Results, Unit};

/// The head of the first table: what was asked, and what came of it.
pub(super) const SUMMARY: [&str; 8] = [
    "workload",
    "step05",
    "step04",
    "best peer",
    "ratio 05",
    "ratio 04",
    "must",
    "verdict",
];

/// The head of the second table: everybody, the best first.
pub(super) const DETAILS: [&str; 5] =
    ["entrant", "median", "spread", "to the best peer", "note"];

/// What the columns mean.
pub(super) const LEGEND: &str = "A ratio says how many times as good as the best \
    peer one is: above 1.00× it is ahead, whatever the unit. It is rounded down. A \
    must is held against the ratio for times, and against the median for bytes and \
    for scaling; where there are two, the first is step05's, the second step04's.";

/// The row of one workload in the first table.
pub(super) fn summary(comparison: &Comparison<'_>) -> [String; 8] {
    let workload = comparison.workload;
    let unit = workload.unit;
    let (step05, step04) = (comparison.step05.as_ref(), comparison.step04.as_ref());
    let peer = comparison.best_peer.map(|peer| {
        format!("{} {}", peer.entrant.name, units::figure(unit, peer.median))
    });
    let verdict = |ours: Option<&Ours<'_>>| {
        ours.map_or(Verdict::Open, |ours| ours.verdict).to_string()
    };
    let (must, verdict) = match workload.must_step04 {
        None => (demand(unit, workload.must), verdict(step05)),
        Some(_) => (
            two(&demand(unit, workload.must), &demand(unit, workload.must_step04)),
            two(&verdict(step05), &verdict(step04)),
        ),
    };
    [
        workload.name.clone(),
        ours_measured(unit, step05),
        ours_measured(unit, step04),
        peer.unwrap_or(NONE.into()),
        ratio(step05),
        ratio(step04),
        must,
        verdict,
    ]
}

/// The rows of one workload in the second table.
pub(super) fn details(comparison: &Comparison<'_>) -> Vec<[String; 5]> {
    let measured = |it: &Standing<'_>| {
        [
            it.entrant.name.clone(),
            units::figure(comparison.workload.unit, it.median),
            units::spread(it.spread),
            ratio_and_spread(comparison, it),
            note(it.entrant),
        ]
    };
    let unmeasured = |entrant: &&EntrantResult| {
        let name = entrant.name.clone();
        [name, NONE.into(), String::new(), NONE.into(), note(entrant)]
    };
    let standings = comparison.standings.iter().map(measured);
    standings.chain(comparison.unmeasured.iter().map(unmeasured)).collect()
}

/// The title of a workload, and what it asks for.
pub(super) fn title(comparison: &Comparison<'_>) -> String {
    let workload = comparison.workload;
    let asked = [
        ("must", workload.must),
        ("aim", workload.aim),
        ("step04 must", workload.must_step04),
    ];
    let what = match workload.unit {
        Unit::NanosPerOp => "per operation",
        Unit::Bytes => "bytes",
        Unit::Throughput => "scaling, more is better",
    };
    let mut title = format!("{} ({what}", workload.title);
    for (name, value) in asked {
        if let Some(value) = value {
            title += &format!("; {name} {}", units::demand(workload.unit, value));
        }
    }
    title + ")"
}

/// The head of the table of those that could not run.
pub(super) const ABSENT: [&str; 3] = ["entrant", "workload", "why"];

/// The row of one that could not run.
pub(super) fn absent(absent: &Absent) -> [String; 3] {
    let workload = absent.workload.clone().unwrap_or("all".into());
    [absent.entrant.clone(), workload, absent.why.clone()]
}

/// What the figures depend on, by name.
pub(super) fn run(results: &Results) -> Vec<[String; 2]> {
    let Machine { cpu, cores, kernel, rustc, allocator } = &results.machine;
    let quick = if results.quick { " (a quick run)" } else { "" };
    let facts = [
        ("processor", cpu.clone()),
        ("cores", cores.to_string()),
        ("kernel", kernel.clone()),
        ("compiler", rustc.clone()),
        ("allocator", allocator.clone()),
        ("began", results.date.clone()),
        ("rounds", format!("{}{quick}", results.rounds)),
    ];
    facts.map(|(name, fact)| [name.to_string(), fact]).into()
}

fn ours_measured(unit: Unit, ours: Option<&Ours<'_>>) -> String {
    ours.map_or(NONE.into(), |ours| {
        units::measured(unit, ours.standing.median, ours.standing.spread)
    })
}

fn ratio(ours: Option<&Ours<'_>>) -> String {
    let ratio = ours.and_then(|ours| ours.standing.ratio);
    ratio.map_or(NONE.into(), |ratio| units::times(ratio.median))
}

fn ratio_and_spread(comparison: &Comparison<'_>, standing: &Standing<'_>) -> String {
    let is_it = |peer: &Standing<'_>| ptr::eq(peer.entrant, standing.entrant);
    if comparison.best_peer.as_ref().is_some_and(is_it) {
        return "is the best peer".into();
    }
    standing.ratio.map_or(NONE.into(), |ratio| {
        units::measured(Unit::Throughput, ratio.median, ratio.spread)
    })
}

fn demand(unit: Unit, must: Option<f64>) -> String {
    must.map_or(NONE.into(), |must| units::demand(unit, must))
}

fn two(step05: &str, step04: &str) -> String {
    format!("{step05} / {step04}")
}

fn note(entrant: &EntrantResult) -> String {
    let shown_only = !entrant.ours && !entrant.counts_as_peer;
    let standing = shown_only.then_some("shown, not compared with");
    let parts: Vec<&str> =
        standing.into_iter().chain(entrant.note.as_deref()).collect();
    parts.join("; ")
}
