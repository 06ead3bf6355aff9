//! Every example of every step is run, and prints what is recorded beside it.
//!
//! The recordings, `examples/NAME.out`, are what the book shows. To record anew after
//! a change that is meant: `UPDATE_OUTPUT=1 cargo test -p tests --test examples`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

struct Example {
    step: String,
    name: String,
    source: PathBuf,
}

impl Example {
    /// All examples of all steps, in order.
    fn all() -> Vec<Self> {
        let steps = names_in(Path::new(ROOT), |name| name.starts_with("step"));
        assert_eq!(steps.len(), 5, "there are five steps: {steps:?}");
        let of_step = |step: String| {
            let folder = Path::new(ROOT).join(&step).join("examples");
            let sources = names_in(&folder, |name| name.ends_with(".rs"));
            sources.into_iter().map(move |file| Self {
                step: step.clone(),
                name: file.trim_end_matches(".rs").to_owned(),
                source: folder.join(file),
            })
        };
        steps.into_iter().flat_map(of_step).collect()
    }

    fn recording(&self) -> PathBuf {
        self.source.with_extension("out")
    }

    /// Whether it takes `--virtual`: then its clock is the one of `example_args`.
    fn has_clock(&self) -> bool {
        read(&self.source).contains("example_args::clock()")
    }

    /// One at a time: the examples of the same name in several steps share a file.
    fn cargo(&self, command: &str, arguments: &[&str]) -> Output {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let output = Command::new(env!("CARGO"))
            .args([command, "--quiet", "--package", &self.step])
            .args(["--example", &self.name])
            .args(arguments)
            .current_dir(ROOT)
            .output();
        output.expect("cargo can be started")
    }

    fn run(&self) -> (String, Duration) {
        let built = self.cargo("build", &[]);
        assert!(
            built.status.success(),
            "{}",
            String::from_utf8_lossy(&built.stderr)
        );
        let start = Instant::now();
        let arguments: &[_] =
            if self.has_clock() { &["--", "--virtual"] } else { &[] };
        let output = self.cargo("run", arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}/{}: {stderr}", self.step, self.name);
        assert_eq!(stderr, "", "{}/{} complains", self.step, self.name);
        let stdout = String::from_utf8(output.stdout).expect("it prints UTF-8");
        (stdout, start.elapsed())
    }
}

fn names_in(folder: &Path, keep: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| name.into_string().expect("a name in UTF-8"));
    let mut names: Vec<_> = names.filter(|name| keep(name)).collect();
    names.sort();
    names
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Puts `#` for each number of five digits or more: those are counts that differ
/// from run to run.
fn without_counts(text: &str) -> String {
    let mut words = Vec::new();
    for word in text.split_inclusive(|letter: char| !letter.is_ascii_digit()) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let number = if digits >= 5 { "#" } else { &word[..digits] };
        words.extend([number, &word[digits..]]);
    }
    words.concat()
}

#[test]
fn every_example_prints_what_is_recorded() {
    let examples = Example::all();
    assert!(examples.len() >= 22, "{} examples are too few", examples.len());
    let mut wrong = Vec::new();
    for example in &examples {
        let (printed, _) = example.run();
        if std::env::var_os("UPDATE_OUTPUT").is_some() {
            let known = fs::read_to_string(example.recording()).unwrap_or_default();
            if without_counts(&known) != without_counts(&printed) {
                fs::write(example.recording(), &printed).expect("it can be written");
            }
        }
        let recorded = read(&example.recording());
        if without_counts(&recorded) != without_counts(&printed) {
            let Example { step, name, .. } = example;
            wrong.push(format!("{step}/{name}\n{recorded}--- now:\n{printed}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "these print something else than is recorded; if that is meant, run again \
         with UPDATE_OUTPUT=1\n\n{}",
        wrong.join("\n")
    );
    tests::say::say("examples", &format!("{} of them ran", examples.len()));
}

#[test]
fn a_recording_without_an_example_is_an_orphan() {
    let known: Vec<_> = Example::all().iter().map(Example::recording).collect();
    for step in names_in(Path::new(ROOT), |name| name.starts_with("step")) {
        let folder = Path::new(ROOT).join(step).join("examples");
        for recording in names_in(&folder, |name| name.ends_with(".out")) {
            assert!(known.contains(&folder.join(&recording)), "{recording}");
        }
    }
}

#[test]
fn on_a_virtual_clock_eleven_seconds_take_no_time() {
    for example in Example::all() {
        if example.name == "main2" {
            example.run(); // so that it is built
            let (printed, took) = example.run();
            assert!(printed.contains("11 s  finished"), "{printed}");
            assert!(
                took < Duration::from_secs(10),
                "{} took {took:?}",
                example.step
            );
        }
    }
}

#[test]
fn an_example_has_forty_lines_at_most() {
    for example in Example::all() {
        let lines = read(&example.source).lines().count();
        assert!(lines <= 40, "{}: {lines} lines", example.source.display());
    }
}

#[test]
fn an_unknown_option_gets_one_sentence_and_status_2() {
    for example in Example::all().iter().filter(|example| example.has_clock()) {
        let output = example.cargo("run", &["--", "--virtul"]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            stderr.contains("error: there is no option `--virtul`: see --help"),
            "{stderr}"
        );
        assert_eq!(output.status.code(), Some(2));
        let help = example.cargo("run", &["--", "--help"]);
        assert!(help.status.success());
        assert!(String::from_utf8_lossy(&help.stdout).contains("Usage:"));
    }
}

#[test]
fn only_counts_may_differ() {
    assert_eq!(without_counts("3 polls, 12345678 asked"), "3 polls, # asked");
    assert_eq!(without_counts("1234 s"), "1234 s");
    assert_eq!(without_counts("12345"), "#");
}
