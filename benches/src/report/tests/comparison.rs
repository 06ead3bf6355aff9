use super::{entrant, usual, workload};
use crate::report::comparison::{Comparison, Verdict};
use crate::results::{Unit, WorkloadResult};

fn verdicts(workload: &WorkloadResult) -> [Option<Verdict>; 2] {
    let comparison = Comparison::of(workload);
    [comparison.step05, comparison.step04].map(|ours| ours.map(|ours| ours.verdict))
}

#[test]
fn best_peer_is_the_best_that_counts() {
    let workload = usual();
    let comparison = Comparison::of(&workload);
    let names: Vec<&str> =
        comparison.standings.iter().map(|it| &*it.entrant.name).collect();
    assert_eq!(names, ["unjoined", "step04", "step05", "smol", "tokio"]);
    assert_eq!(comparison.best_peer.expect("smol").entrant.name, "smol");
}

#[test]
fn ratio_says_how_many_times_as_good_a_step_is() {
    let workload = usual();
    let comparison = Comparison::of(&workload);
    let ratio = |ours: Option<crate::report::comparison::Ours<'_>>| {
        ours.and_then(|ours| ours.standing.ratio).map(|ratio| ratio.median)
    };
    assert_eq!(ratio(comparison.step05), Some(2.0));
    assert_eq!(ratio(comparison.step04), Some(4.0));
}

#[test]
fn more_is_better_for_throughput() {
    let entrants = vec![
        entrant("a", &[1.5]),
        entrant("b", &[1.25]),
        entrant("step05", &[1.75]),
    ];
    let workload = workload(Unit::Throughput, Some(1.8), entrants);
    let comparison = Comparison::of(&workload);
    assert_eq!(comparison.best_peer.expect("a").entrant.name, "a");
    let step05 = comparison.step05.expect("it was measured");
    assert_eq!(step05.standing.ratio.expect("one round").median, 1.75 / 1.5);
    assert_eq!(step05.verdict, Verdict::Short);
    assert_eq!(comparison.as_ratio(1.8), Some(1.8 / 1.5));
}

#[test]
fn a_must_is_reached_exactly() {
    let ours = |unit, must| {
        let entrants = vec![entrant("step05", &[8.0]), entrant("tokio", &[16.0])];
        verdicts(&workload(unit, must, entrants))[0]
    };
    assert_eq!(ours(Unit::NanosPerOp, Some(2.0)), Some(Verdict::Met));
    assert_eq!(ours(Unit::NanosPerOp, Some(2.001)), Some(Verdict::Short));
    assert_eq!(ours(Unit::Bytes, Some(8.0)), Some(Verdict::Met));
    assert_eq!(ours(Unit::Bytes, Some(7.9)), Some(Verdict::Short));
    assert_eq!(ours(Unit::Throughput, Some(8.0)), Some(Verdict::Met));
    assert_eq!(ours(Unit::Throughput, Some(8.1)), Some(Verdict::Short));
    assert_eq!(ours(Unit::NanosPerOp, None), Some(Verdict::Open));
}

#[test]
fn each_step_has_its_own_must() {
    let workload = WorkloadResult { must_step04: Some(5.0), ..usual() };
    assert_eq!(verdicts(&workload), [Some(Verdict::Met), Some(Verdict::Short)]);
}

#[test]
fn without_a_peer_a_ratio_is_open_and_a_size_is_judged() {
    let alone = |unit| {
        verdicts(&workload(unit, Some(9.0), vec![entrant("step05", &[8.0])]))[0]
    };
    assert_eq!(alone(Unit::NanosPerOp), Some(Verdict::Open));
    assert_eq!(alone(Unit::Bytes), Some(Verdict::Met));
    assert_eq!(alone(Unit::Throughput), Some(Verdict::Short));
}

#[test]
fn a_step_without_samples_is_not_judged() {
    let entrants = vec![entrant("step05", &[]), entrant("tokio", &[1.0])];
    let workload = workload(Unit::NanosPerOp, Some(1.0), entrants);
    assert_eq!(verdicts(&workload), [None, None]);
    assert_eq!(Comparison::of(&workload).unmeasured[0].name, "step05");
}

#[test]
fn a_foreign_entrant_named_like_a_step_is_not_ours() {
    let mut workload = usual();
    workload.entrants[0].ours = false;
    assert_eq!(verdicts(&workload)[0], None);
}
