//! What `RESULTS.md` falls short of is named in `README.md`.

use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).expect("it can be read")
}

/// The workloads whose verdict is "short", for one of the steps.
fn short(results: &str) -> Vec<&str> {
    let rows = results.lines().filter_map(|line| {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, name, .., verdict, _] = cells[..] else { return None };
        verdict.contains("short").then_some(name)
    });
    rows.collect()
}

/// The workloads that are named, each at the beginning of an item.
fn named(readme: &str) -> Vec<&str> {
    let items = readme.lines().filter_map(|line| line.strip_prefix("- **"));
    let heads = items.filter_map(|item| Some(item.split_once("**")?.0));
    heads.flat_map(|head| head.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn each_must_that_was_missed_is_named() {
    let (results, readme) = (read("RESULTS.md"), read("README.md"));
    let named = named(&readme);
    let mut unnamed = short(&results);
    unnamed.retain(|name| !named.contains(name));
    assert!(unnamed.is_empty(), "benches/README.md says nothing of {unnamed:?}");
}

#[test]
fn a_verdict_of_either_step_counts() {
    let results = "| workload | must | verdict |\n| --- | --- | --- |\n\
                   | a | 1 | met |\n| b | 1 | short |\n| c | 1 / 2 | met / short |\n";
    assert_eq!(short(results), ["b", "c"]);
    assert_eq!(named("- **`a` and `b`.** Why.\n- **No.** `c`.\n"), ["a", "b"]);
}
