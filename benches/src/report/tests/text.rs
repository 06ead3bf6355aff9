use super::{odd, results, usual};
use crate::report::text;
use crate::results::{Absent, WorkloadResult};

#[test]
fn both_tables_hold_the_same_comparison() {
    let text =
        text(&results(vec![WorkloadResult { must_step04: Some(9.0), ..usual() }]));
    for part in [
        "yields-100  21.0 ns ±2.4%",
        "smol 42.0 ns",
        "≥ 1.50× /  met / short",
        "   ≥ 9.00×\n",
        "yields-100: 100 tasks yield (per operation; must ≥ 1.50×; step04 must ≥ 9.00×)",
        "shown, not compared with; has no join handle",
        "cargo run --bin ratios",
        "an allocator",
        "2026-01-02T03:04:05Z",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn no_line_of_a_table_is_longer_than_100_columns() {
    let long =
        "a rather long piece of text, as a reason or a name can be ".repeat(4);
    let mut all = results(odd());
    all.workloads
        .extend([usual(), WorkloadResult { name: "x".repeat(150), ..usual() }]);
    for entrant in &mut all.workloads[0].entrants {
        entrant.note = Some(long.clone());
    }
    all.machine.cpu = long.clone();
    all.absent =
        vec![Absent { entrant: "monoio".into(), workload: None, why: long.clone() }];
    let text = text(&all);
    let longest =
        text.lines().max_by_key(|line| line.chars().count()).expect("lines");
    assert!(longest.chars().count() <= 100, "{longest}");
}

#[test]
fn those_that_could_not_run_are_named_with_the_reason() {
    let mut all = results(vec![usual()]);
    assert!(!text(&all).contains("Could not run"));
    let why = "needs a newer kernel".to_string();
    all.absent = vec![Absent { entrant: "monoio".into(), workload: None, why }];
    let text = text(&all);
    assert!(text.contains("monoio   all       needs a newer kernel"), "{text}");
}
