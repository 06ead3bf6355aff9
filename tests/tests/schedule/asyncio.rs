//! What asyncio does with a program: asked now, or recorded.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tests::schedule::Program;

/// The folder of the reference.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("asyncio")
}

/// A program with what asyncio did.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Recorded {
    /// Of which seed the program is.
    pub(crate) seed: u64,
    pub(crate) program: Program,
    pub(crate) trace: Vec<String>,
}

/// Reads the recorded traces.
pub(crate) fn recorded() -> Vec<Recorded> {
    let text =
        fs::read_to_string(recording()).expect("the recorded traces are there");
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().expect("each line is a recorded trace")
}

pub(crate) fn recording() -> PathBuf {
    folder().join("recorded.jsonl")
}

/// The interpreter, if there is one that is new enough.
pub(crate) fn python() -> Option<&'static str> {
    static PYTHON: OnceLock<Option<String>> = OnceLock::new();
    let find = || {
        let named = std::env::var("PYTHON").ok().filter(|name| !name.is_empty());
        let candidates = named.map_or_else(
            || vec!["python3".to_owned(), "python".to_owned()],
            |name| vec![name],
        );
        candidates.into_iter().find(|name| is_new_enough(name))
    };
    PYTHON.get_or_init(find).as_deref()
}

fn is_new_enough(python: &str) -> bool {
    let check = "import sys; sys.exit(sys.version_info < (3, 11))";
    let status = Command::new(python)
        .args(["-c", check])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

/// Runs the programs on asyncio, all in one process.
pub(crate) fn run(python: &str, programs: &[&Program]) -> Vec<Vec<String>> {
    let mut child = Command::new(python)
        .arg(folder().join("reference.py"))
        .args(["--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter can be started");
    let json = serde_json::to_vec(programs).expect("programs are JSON");
    // It reads all of it before it writes a word, so neither waits for the other.
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(&json).expect("the reference reads its programs");
    drop(stdin);
    let output = child.wait_with_output().expect("the reference comes to an end");
    assert!(output.status.success(), "the reference fails: {}", output.status);
    let stdout = String::from_utf8(output.stdout).expect("it prints UTF-8");
    let traces = stdout.lines().map(serde_json::from_str);
    let traces: Vec<_> = traces
        .collect::<Result<_, _>>()
        .expect("it prints a list of lines for each");
    assert_eq!(traces.len(), programs.len(), "one trace for each program");
    traces
}

#[test]
fn the_reference_reads_files_and_folders() {
    let Some(python) = python() else { return };
    let output = Command::new(python)
        .args([folder().join("reference.py"), folder(), folder().join("main2.json")])
        .output()
        .expect("the interpreter can be started");
    let stdout = String::from_utf8(output.stdout).expect("it prints UTF-8");
    let titles: Vec<_> =
        stdout.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        titles[..4],
        ["# main1.json", "# main2.json", "# main2_seven.json", "# recorded.jsonl"]
    );
    assert_eq!(titles.len(), 3 + recorded().len() + 1);
    assert!(stdout.ends_with("\n11000 main says finished\n11000 main ends\n"));
}
