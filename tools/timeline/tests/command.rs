//! The command line.

mod runs;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with a recording, another one, and one that isn't.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let main2 = runs::main2().to_json();
    put("main2.json", &main2);
    put("renamed.json", &main2.replace("\"world\"", "\"earth\""));
    put("broken.json", &main2[..main2.len() / 2]);
    put("empty.json", &timeline::Recorder::new("nothing").finish().to_json());
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_timeline"));
    command.current_dir(folder).args(arguments).output().expect("it starts")
}

#[track_caller]
fn prints(arguments: &[&str], status: i32, words: &str) -> String {
    let folder = folder();
    let output = run(folder.path(), arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {stderr}");
    assert_eq!(stderr, "", "{arguments:?}");
    assert!(stdout.contains(words), "{arguments:?}: {stdout}");
    stdout
}

/// Fails with one sentence, and leaves no file.
#[track_caller]
fn fails(arguments: &[&str], status: i32, words: &str) {
    let folder = folder();
    let output = run(folder.path(), arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {stderr}");
    assert!(stderr.starts_with("error: ") && stderr.contains(words), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(output.stdout.is_empty());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
}

#[test]
fn help_and_version_are_printed() {
    prints(&["--help"], 0, "Usage: timeline draw");
    prints(&["draw", "-h"], 0, "Examples:");
    prints(&["--version"], 0, concat!("timeline ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_run_is_drawn_on_the_terminal_or_in_a_file() {
    prints(&["draw", "main2.json"], 0, "parks 4 s");
    let folder = folder();
    for name in ["a.txt", "a.svg", "a.html", "a.trace.json", "a.json"] {
        let output = run(folder.path(), &["draw", "main2.json", "-o", name]);
        assert!(output.status.success(), "{output:?}");
        assert!(fs::metadata(folder.path().join(name)).unwrap().len() > 100);
    }
    let [old, new] = ["main2.json", "a.json"].map(|it| folder.path().join(it));
    assert_eq!(fs::read(old).unwrap(), fs::read(new).unwrap());
    let output = run(folder.path(), &["strip", "main2.json", "--output=strip.svg"]);
    assert!(output.status.success(), "{output:?}");
    assert!(folder.path().join("strip.svg").exists());
}

#[test]
fn two_runs_are_compared_as_diff_does() {
    let same = prints(&["compare", "main2.json", "main2.json"], 0, "");
    assert!(
        same.contains("The same schedule: 8 polls, in the same order."),
        "{same}"
    );
    let other = prints(&["compare", "main2.json", "renamed.json"], 1, "");
    assert!(other.contains("The same for 2 polls. Then, above: world"), "{other}");
    let folder = folder();
    for (file, beginning) in
        [("a.svg", "<svg"), ("a.html", "<!"), ("a.txt", "a test")]
    {
        let both = ["compare", "main2.json", "renamed.json", "-o", file];
        assert_eq!(run(folder.path(), &both).status.code(), Some(1));
        let drawing = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(drawing.starts_with(beginning), "{file}");
    }
}

#[test]
fn a_wrong_command_line_gets_one_sentence_and_status_2() {
    fails(&[], 2, "there is no command: see --help");
    fails(&["drwa"], 2, "there is no command `drwa`: see --help");
    fails(&["draw"], 2, "`draw` takes one recording: see --help");
    fails(&["draw", "a.json", "b.json"], 2, "`draw` takes one recording");
    fails(&["draw", "a", "b", "c"], 2, "`draw` takes one recording");
    fails(&["compare", "main2.json"], 2, "`compare` takes two recordings");
    fails(&["draw", "main2.json", "--otput", "x.svg"], 2, "--otput");
    fails(&["draw", "main2.json", "-o"], 2, "see --help");
    fails(&["draw", "main2.json", "-o", "x.pdf"], 2, "has to end in .txt, .svg");
    fails(&["strip", "main2.json", "-o", "x.html"], 2, "a strip is drawn as .svg");
    fails(
        &["compare", "main2.json", "main2.json", "-o", "x.json"],
        2,
        "a comparison is drawn as .txt, .svg or .html",
    );
}

#[test]
fn what_can_not_be_read_or_written_gets_one_sentence_and_status_1() {
    fails(&["draw", "no.json"], 1, "`no.json` can't be read: ");
    fails(&["draw", "broken.json"], 1, "`broken.json` can't be drawn: ");
    fails(&["draw", "empty.json"], 1, "the recording is empty");
    fails(&["strip", "empty.json"], 1, "the recording is empty");
    fails(&["draw", "main2.json", "-o", "no/x.svg"], 1, "can't be written: ");
    fails(&["compare", "main2.json", "no.json"], 2, "`no.json` can't be read: ");
    fails(&["compare", "main2.json", "empty.json"], 2, "the recording is empty");
}
