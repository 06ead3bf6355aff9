//! What holds for all reports, and the results that their tests are made from.

mod comparison;

mod json;

mod markdown;

mod svg;

mod text;

mod tricks;

use super::{
    json as to_json, markdown as to_markdown, svg as to_svg, text as to_text,
};
use crate::results::*;

/// An entrant that is one of ours if its name begins like a step's.
pub(super) fn entrant(name: &str, samples: &[f64]) -> EntrantResult {
    let ours = name.starts_with("step");
    let samples = samples.to_vec();
    let name = name.to_string();
    EntrantResult { name, ours, counts_as_peer: !ours, note: None, samples }
}

pub(super) fn workload(
    unit: Unit,
    must: Option<f64>,
    entrants: Vec<EntrantResult>,
) -> WorkloadResult {
    WorkloadResult {
        name: "yields-100".into(),
        title: "100 tasks yield".into(),
        unit,
        must,
        aim: None,
        must_step04: None,
        entrants,
    }
}

pub(super) fn results(workloads: Vec<WorkloadResult>) -> Results {
    let [cpu, kernel, rustc, allocator] =
        ["a cpu", "a kernel", "a compiler", "an allocator"].map(String::from);
    Results {
        machine: Machine { cpu, cores: 2, kernel, rustc, allocator },
        command: "cargo run --bin ratios".into(),
        date: "2026-01-02T03:04:05Z".into(),
        rounds: 3,
        quick: false,
        workloads,
        absent: Vec::new(),
    }
}

/// A workload as they should be: two steps, two peers, and one that doesn't count.
pub(super) fn usual() -> WorkloadResult {
    let mut entrants = vec![
        entrant("step05", &[20.0, 21.0, 22.0]),
        entrant("step04", &[10.0, 10.5, 11.0]),
        entrant("tokio", &[50.0, 52.5, 55.0]),
        entrant("smol", &[40.0, 42.0, 44.0]),
        entrant("unjoined", &[5.0, 5.0, 5.0]),
    ];
    entrants[4].counts_as_peer = false;
    entrants[4].note = Some("has no join handle".into());
    workload(Unit::NanosPerOp, Some(1.5), entrants)
}

/// Workloads of which each is wrong in its own way.
pub(super) fn odd() -> Vec<WorkloadResult> {
    let samples: [&[f64]; 7] = [
        &[],
        &[f64::NAN],
        &[0.0, 0.0],
        &[f64::INFINITY, 1.0],
        &[-1.0, 2.0, f64::NAN],
        &[f64::MAX, f64::MAX],
        &[f64::MIN_POSITIVE],
    ];
    let musts = [None, Some(0.0), Some(f64::NAN), Some(f64::INFINITY), Some(-1.0)];
    let mut odd = Vec::new();
    for unit in [Unit::NanosPerOp, Unit::Bytes, Unit::Throughput] {
        odd.push(workload(unit, None, Vec::new()));
        for ours in samples {
            odd.push(workload(unit, Some(1.0), vec![entrant("step05", ours)]));
            odd.push(workload(unit, Some(1.0), vec![entrant("tokio", ours)]));
            for peer in samples {
                let entrants = vec![entrant("step04", ours), entrant("tokio", peer)];
                let must = musts[odd.len() % musts.len()];
                odd.push(WorkloadResult {
                    must_step04: must,
                    aim: must,
                    ..workload(unit, must, entrants)
                });
            }
        }
    }
    odd
}

#[test]
fn no_report_panics_on_odd_results() {
    let mut all = results(odd());
    for report in [to_text, to_markdown, to_json, to_svg] {
        assert!(!report(&all).is_empty());
    }
    all.workloads.clear();
    all.command.clear();
    for report in [to_text, to_markdown, to_json, to_svg] {
        assert!(!report(&all).is_empty());
    }
}
