//! Who is best, by how much we are ahead of them, and whether that will do.

use std::fmt::{self, Display};

use super::stats::{self, Ratio};
use crate::results::{EntrantResult, Results, Unit, WorkloadResult};

/// What the samples of one workload say.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// The workload that is compared.
    pub workload: &'a WorkloadResult,
    /// Everybody with a median, the best first.
    pub standings: Vec<Standing<'a>>,
    /// Everybody without one.
    pub unmeasured: Vec<&'a EntrantResult>,
    /// The best of those who count as a peer.
    pub best_peer: Option<Standing<'a>>,
    /// Step 5, if it was measured.
    pub step05: Option<Ours<'a>>,
    /// Step 4, if it was measured.
    pub step04: Option<Ours<'a>>,
}

/// How one entrant did.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Whose median it is.
    pub entrant: &'a EntrantResult,
    /// The median over the rounds, in the workload's unit.
    pub median: f64,
    /// The [`stats::spread`] around it.
    pub spread: Option<f64>,
    /// How many times as good as the best peer it is, whatever the unit: above 1 it
    /// is ahead. `None` without a peer.
    pub ratio: Option<Ratio>,
}

/// How one of our steps did.
#[derive(Clone, Copy, Debug)]
pub struct Ours<'a> {
    /// Its median and its ratio to the best peer.
    pub standing: Standing<'a>,
    /// Whether it reaches what was asked of it.
    pub verdict: Verdict,
}

/// Whether a step reaches its "must".
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It does.
    Met,
    /// It doesn't.
    Short,
    /// Nothing was asked, or what was asked could not be measured.
    Open,
}

impl Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Verdict::Met => "met",
            Verdict::Short => "short",
            Verdict::Open => "–",
        })
    }
}

/// Compares the entrants of each workload, in the order of the results.
#[must_use]
pub fn compare(results: &Results) -> Vec<Comparison<'_>> {
    results.workloads.iter().map(Comparison::of).collect()
}

impl<'a> Comparison<'a> {
    /// Compares the entrants of one workload.
    ///
    /// The best peer is the one with the best median, and the same one in all
    /// rounds: the best of each round would be a runtime that doesn't exist.
    #[must_use]
    pub fn of(workload: &'a WorkloadResult) -> Comparison<'a> {
        let mut standings = Vec::new();
        let mut unmeasured = Vec::new();
        for entrant in &workload.entrants {
            match stats::median(&entrant.samples) {
                Some(median) => {
                    let spread = stats::spread(&entrant.samples);
                    standings.push(Standing {
                        entrant,
                        median,
                        spread,
                        ratio: None,
                    });
                }
                None => unmeasured.push(entrant),
            }
        }
        standings.sort_by(|a, b| match workload.unit {
            Unit::NanosPerOp | Unit::Bytes => a.median.total_cmp(&b.median),
            Unit::Throughput => b.median.total_cmp(&a.median),
        });
        let is_peer =
            |entrant: &EntrantResult| !entrant.ours && entrant.counts_as_peer;
        let best_peer = standings.iter().position(|it| is_peer(it.entrant));
        if let Some(best) = best_peer.map(|at| standings[at].entrant) {
            for it in &mut standings {
                it.ratio = ratio(workload.unit, it.entrant, best);
            }
        }
        let ours = |step: &str, must: Option<f64>| {
            let is_it =
                |entrant: &EntrantResult| entrant.ours && entrant.name == step;
            let standing = *standings.iter().find(|it| is_it(it.entrant))?;
            Some(Ours { standing, verdict: verdict(workload.unit, must, standing) })
        };
        let step05 = ours("step05", workload.must);
        let step04 = ours("step04", workload.must_step04);
        let best_peer = best_peer.map(|at| standings[at]);
        Comparison { workload, standings, unmeasured, best_peer, step05, step04 }
    }

    /// Turns a "must" of this workload into the ratio to the best peer that it asks
    /// for, so that a chart of ratios can mark it.
    #[must_use]
    pub fn as_ratio(&self, must: f64) -> Option<f64> {
        let ratio = match self.workload.unit {
            Unit::NanosPerOp => must,
            Unit::Bytes => self.best_peer?.median / must,
            Unit::Throughput => must / self.best_peer?.median,
        };
        (ratio.is_finite() && ratio > 0.0).then_some(ratio)
    }
}

fn ratio(unit: Unit, one: &EntrantResult, best: &EntrantResult) -> Option<Ratio> {
    match unit {
        Unit::NanosPerOp | Unit::Bytes => stats::ratio(&one.samples, &best.samples),
        Unit::Throughput => stats::ratio(&best.samples, &one.samples),
    }
}

fn verdict(unit: Unit, must: Option<f64>, ours: Standing<'_>) -> Verdict {
    let Some(must) = must else { return Verdict::Open };
    let met = match (unit, ours.ratio) {
        (Unit::NanosPerOp, None) => return Verdict::Open,
        (Unit::NanosPerOp, Some(ratio)) => ratio.median >= must,
        (Unit::Bytes, _) => ours.median <= must,
        (Unit::Throughput, _) => ours.median >= must,
    };
    if met { Verdict::Met } else { Verdict::Short }
}
