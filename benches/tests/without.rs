//! The patches of `benches/without` fit the sources as they are.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use benches::workloads;

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("without")
}

/// All patches, each with its name.
fn patches() -> Vec<(String, String)> {
    let files = fs::read_dir(here()).expect("the directory is there");
    let files = files.map(|file| file.expect("it can be listed").path());
    let patches =
        files.filter(|path| path.extension().is_some_and(|it| it == "patch"));
    patches
        .map(|path| {
            let text = fs::read_to_string(&path).expect("it can be read");
            (path.file_name().expect("it has one").to_string_lossy().into(), text)
        })
        .collect()
}

/// What keeps a patch from being applied: a sentence for each hunk.
///
/// Stricter than `git apply`, which would take the first place of several.
fn misfits(patch: &str, source: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut misfits = Vec::new();
    for file in patch.split("\ndiff --git ").skip(1) {
        let name = file.lines().find_map(|line| line.strip_prefix("+++ b/"));
        let name = name.expect("a patch names its files");
        let is_new = file.lines().any(|line| line == "--- /dev/null");
        let source = source(name);
        if is_new != source.is_none() {
            misfits.push(format!("{name} is there, or isn't, against expectation"));
            continue;
        }
        let source = source.unwrap_or_default();
        let source: Vec<_> = source.lines().collect();
        let mut from = 0;
        for hunk in file.split("\n@@ ").skip(1) {
            let old = hunk.lines().skip(1).filter(|line| !line.starts_with('+'));
            let old: Vec<_> = old.map(|line| &line[1..]).collect();
            let places = source.windows(old.len().max(1));
            let places = places.enumerate().filter(|(_, lines)| *lines == old);
            let places: Vec<_> = places.map(|(place, _)| place).collect();
            match places[..] {
                [] if is_new => {}
                [place] if place >= from => from = place + old.len(),
                _ => misfits.push(format!(
                    "{name} should have this once, in this order: {old:#?}"
                )),
            }
        }
    }
    misfits
}

fn source(name: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(name)).ok()
}

#[test]
fn each_patch_applies() {
    let patches = patches();
    assert!(!patches.is_empty());
    let misfits: Vec<_> = patches
        .iter()
        .flat_map(|(name, patch)| {
            misfits(patch, source).into_iter().map(move |misfit| {
                format!("without/{name} no longer applies: {misfit}")
            })
        })
        .collect();
    assert!(misfits.is_empty(), "{}", misfits.join("\n"));
}

#[test]
fn a_patch_of_other_sources_does_not_apply() {
    let patch = "Trick: none\n\ndiff --git a/f b/f\n--- a/f\n+++ b/f\n\
                 @@ -1,1 +1,1 @@\n-two\n+2\n@@ -3,1 +3,1 @@\n-three\n+3\n";
    let misfits = |text: &str| misfits(patch, |_| Some(text.to_owned())).len();
    assert_eq!(misfits("one\ntwo\nthree\n"), 0);
    assert_eq!(misfits("one\nthree\n"), 1, "a line is missing");
    assert_eq!(misfits("two\ntwo\nthree\n"), 1, "a line is there twice");
    assert_eq!(misfits("three\ntwo\n"), 1, "the order is another");
    assert_eq!(misfits_of_a_new_file(), 1, "a new file is there already");
}

fn misfits_of_a_new_file() -> usize {
    let patch =
        "\ndiff --git a/f b/f\n--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+1\n";
    misfits(patch, |_| Some(String::new())).len()
}

#[test]
fn each_patch_says_what_it_takes_out_and_who_should_feel_it() {
    let known: Vec<_> = workloads().iter().map(|workload| workload.name).collect();
    for (name, patch) in patches() {
        let line = |start: &str| {
            let found = patch.lines().find_map(|line| line.strip_prefix(start));
            found.unwrap_or_else(|| panic!("{name} has no `{start}`"))
        };
        assert!(!line("Trick: ").is_empty() && !line("Instead: ").is_empty());
        for workload in line("Workloads: ").split(' ') {
            assert!(known.contains(&workload), "{name}: `{workload}`");
        }
    }
}

fn run(arguments: &[&str]) -> Output {
    let mut bash = Command::new("bash");
    bash.arg(here().join("run")).args(arguments);
    bash.output().expect("bash is there")
}

#[test]
fn a_wrong_call_is_told_what_is_wrong() {
    let wrong = [
        (&["memry"][..], "there is no patch `memry` here"),
        (&["--pairs", "0"], "--pairs wants a number from 1 to 999"),
        (&["--fast"], "there is no option `--fast`"),
    ];
    for (arguments, sentence) in wrong {
        let output = run(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert_eq!(stderr, format!("error: {sentence}: see --help\n"));
    }
    let help = run(&["--help"]);
    assert!(help.status.success());
    assert!(String::from_utf8_lossy(&help.stdout).contains("Usage: "));
}
