//! What `ratios` says to a command line.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs};

fn ratios(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ratios"));
    command.args(arguments).output().expect("cargo has built it")
}

/// Asserts how it ends and what it complains of, in one line.
fn complains(arguments: &[&str], code: i32, start: &str) {
    let output = ratios(arguments);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.starts_with(start), "{stderr}");
    assert_eq!(stderr.trim_end().lines().count(), 1, "{stderr}");
    assert!(output.stdout.is_empty());
}

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn an_unknown_workload_is_told_which_there_are() {
    complains(
        &["-w", "ping-pongs"],
        2,
        "ratios: there is no workload `ping-pongs`; there are: block-on-bare, ",
    );
}

#[test]
fn an_unknown_entrant_is_told_which_there_are() {
    complains(
        &["-e", "tokyo"],
        2,
        "ratios: there is no entrant `tokyo`; there are: step01, ",
    );
}

#[test]
fn an_empty_name_is_nobodys() {
    complains(&["-e", ""], 2, "ratios: there is no entrant ``; ");
}

#[test]
fn who_has_nothing_to_do_is_told_so() {
    complains(
        &["-w", "ring", "-e", "pollster"],
        2,
        "ratios: none of these entrants ",
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    complains(&["--from", "nowhere.json"], 1, "ratios: nowhere.json: ");
    complains(&["--fold", "nowhere.json", "--smoke"], 1, "ratios: nowhere.json: ");
}

#[test]
fn a_file_with_something_else_in_it_is_named() {
    let file = scratch("something_else.json");
    fs::write(&file, "{}").expect("the directory is cargo's, for this");
    let name = file.to_str().expect("cargo has a path in UTF-8");
    complains(&["--from", name], 1, &format!("ratios: {name}: "));
    complains(
        &["--fold", name, "--smoke"],
        1,
        &format!("ratios: {name} has no figures"),
    );
}

#[test]
fn a_wrong_option_ends_with_2() {
    assert_eq!(ratios(&["--fast"]).status.code(), Some(2));
    assert_eq!(ratios(&["--rounds", "0"]).status.code(), Some(2));
}

#[test]
fn the_list_can_be_filtered() {
    let output = ratios(&["--list", "-w", "wake-2,yields", "-e", "step04"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().filter(|line| !line.starts_with(' '));
    let names: Vec<_> = names.filter_map(|line| line.split(':').next()).collect();
    assert_eq!(
        names,
        ["yields-1", "yields-100", "wake-2", "yields-1k", "yields-1m"]
    );
    assert!(output.status.success());
}

#[test]
fn a_run_is_kept_and_reported_again_with_others_beside_it() {
    let [run, others, chart, page] =
        ["run.json", "others.json", "chart.svg", "page.md"].map(scratch);
    let path = |file: &PathBuf| file.to_str().expect("it is UTF-8").to_owned();
    let smoke =
        ["--smoke", "-w", "ping-pong", "-e", "step04", "--json", &path(&run)];
    assert!(ratios(&smoke).status.success());
    let snake = r#"{"absent": [], "samples": [{"entrant": "snake", "note": null,
        "workload": "ping-pong", "samples": [1.5]}]}"#;
    fs::write(&others, snake).expect("the directory is cargo's, for this");
    let again = ["--from", &path(&run), "--fold", &path(&others)];
    let reports = ["--svg", &path(&chart), "--markdown", &path(&page)];
    let output = ratios(&[again, reports].concat());
    assert!(output.status.success());
    for report in [String::from_utf8_lossy(&output.stdout).into_owned(), read(&page)]
    {
        assert!(report.contains("step04") && report.contains("snake"), "{report}");
    }
    assert!(read(&chart).contains("<svg"));
}

fn read(file: &PathBuf) -> String {
    fs::read_to_string(file).expect("it was written")
}
