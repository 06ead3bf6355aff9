//! Every workload on every entrant, once and as small as possible.

use std::process::Command;

use benches::{Case, cases, report, workloads};

/// A peer may be unable to run here, and is then named; a step of ours may not.
#[test]
fn whoever_takes_part_runs_or_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_ratios"))
        .args(["--smoke", "--json", "-"])
        .output()
        .expect("cargo has built it");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "one of ours doesn't run: {stderr}");
    let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let results = report::read_json(&text).expect("that is what was asked for");

    for absent in &results.absent {
        println!("{} {:?}: {}", absent.entrant, absent.workload, absent.why);
    }
    let is_named = |case: &Case| {
        results.absent.iter().any(|absent| {
            absent.entrant == case.entrant
                && absent.workload.as_ref().is_none_or(|name| name == case.workload)
        })
    };
    let ran = |case: &Case| {
        let workload =
            results.workloads.iter().find(|result| result.name == case.workload);
        let mut entrants = workload.iter().flat_map(|result| &result.entrants);
        entrants.any(|entrant| {
            entrant.name == case.entrant && entrant.samples.len() == 1
        })
    };
    for case in cases() {
        assert_ne!(
            ran(&case),
            is_named(&case),
            "{} {}",
            case.workload,
            case.entrant
        );
    }
}

#[test]
fn each_workload_has_somebody_of_ours_and_a_peer() {
    let cases = cases();
    for workload in workloads() {
        let here = |case: &&Case| case.workload == workload.name;
        assert!(
            cases.iter().filter(here).any(|case| case.ours),
            "{}",
            workload.name
        );
        assert!(
            cases.iter().filter(here).any(|case| !case.ours),
            "{}",
            workload.name
        );
    }
}

#[test]
fn each_case_is_of_a_workload_and_there_once() {
    let (cases, workloads) = (cases(), workloads());
    for (place, case) in cases.iter().enumerate() {
        assert!(workloads.iter().any(|workload| workload.name == case.workload));
        let same = |other: &Case| {
            other.workload == case.workload && other.entrant == case.entrant
        };
        assert!(!cases[..place].iter().any(same), "{case:?}");
    }
}
