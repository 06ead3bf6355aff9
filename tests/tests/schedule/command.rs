//! The command line of `schedule`.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::asyncio;

/// Runs `schedule` with this on its standard input.
pub(crate) fn schedule(arguments: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_schedule"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo has built it");
    // One that is refused may have ended by now, without a look at it.
    let _ = child.stdin.take().expect("it is piped").write_all(stdin.as_bytes());
    child.wait_with_output().expect("it comes to an end")
}

/// What it printed, what it complained of, and its exit status.
pub(crate) fn printed(arguments: &[&str], stdin: &str) -> (String, String, i32) {
    let output = schedule(arguments, stdin);
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    let status = output.status.code().expect("it isn't killed");
    (text(output.stdout), text(output.stderr), status)
}

const HELLO: &str = r#"{"tasks": {"main": [{"sleep": 5}, {"log": "안녕 hello"}]}}"#;

#[test]
fn each_loop_prints_the_events() {
    for on in ["step03", "step04", "step05", "tokio"] {
        let (out, err, status) = printed(&["--on", on, "-"], HELLO);
        assert_eq!(
            out,
            "0 main starts\n5 main wakes\n5 main says 안녕 hello\n5 main ends\n"
        );
        assert_eq!((err.as_str(), status), ("", 0));
    }
}

#[test]
fn the_first_two_steps_run_it_in_real_time() {
    for on in ["step01", "step02"] {
        let (out, err, status) = printed(&["--on", on, "-"], HELLO);
        let events = out.lines().filter_map(|line| line.split_once(' '));
        let events: Vec<_> = events.map(|(_ms, event)| event).collect();
        assert_eq!(
            events,
            ["main starts", "main wakes", "main says 안녕 hello", "main ends"]
        );
        assert_eq!((err.as_str(), status), ("", 0));
    }
}

#[test]
fn it_reads_a_file() {
    let path = asyncio::folder().join("main2.json");
    let path = path.to_str().expect("a path in UTF-8");
    let (out, err, status) = printed(&["--on", "step05", path], "");
    assert!(out.ends_with("11000 main says finished\n11000 main ends\n"), "{out}");
    assert_eq!((err.as_str(), status), ("", 0));
}

#[test]
fn a_random_program_can_be_printed_and_run_again() {
    let (program, _, status) = printed(&["--random", "9", "--print"], "");
    assert_eq!(status, 0);
    let again = printed(&["-"], &program);
    assert!(!again.0.is_empty());
    assert_eq!(again, printed(&["--random", "9"], ""));
}

#[test]
fn a_main_that_fails_has_status_1() {
    let (out, err, status) =
        printed(&["-"], r#"{"tasks": {"main": [{"fail": "oh no"}]}}"#);
    assert_eq!(out, "0 main starts\n0 main fails: oh no\n");
    assert_eq!((err.as_str(), status), ("", 1));
}

/// A task that waits for one whose spawner ended too early; two of them here.
const DEADLOCK: &str = r#"{"tasks": {
    "main": [{"spawn": "a"}, {"spawn": "b"}, {"sleep": 7}, {"join": "b"}],
    "a": [{"fail": "oh no"}, {"spawn": "c"}],
    "b": [{"wait": {"task": "c", "ms": 3}}, {"catch": "c"}],
    "c": []
}}"#;

#[test]
fn a_deadlock_is_reported_with_who_waits_for_what() {
    let deadlock =
        "7 deadlock: b waits for c, which was never spawned; main waits for b\n";
    for on in ["step04", "step05", "tokio"] {
        let (out, err, status) = printed(&["--on", on, "-"], DEADLOCK);
        assert!(out.ends_with(&format!("7 main wakes\n{deadlock}")), "{out}");
        assert_eq!((err.as_str(), status), ("", 1));
    }
}

#[test]
fn whoever_is_being_cancelled_is_not_deadlocked() {
    let program = r#"{"tasks": {
        "main": [{"spawn": "a"}, {"spawn": "b"}, "yield", "yield", {"cancel": "b"}, {"catch": "b"}],
        "a": [{"fail": "oh no"}, {"spawn": "c"}],
        "b": [{"catch": "c"}],
        "c": []
    }}"#;
    let (out, _, status) = printed(&["-"], program);
    assert!(
        out.ends_with("0 main catches b: it was cancelled\n0 main ends\n"),
        "{out}"
    );
    assert_eq!(status, 0);
}

#[test]
fn the_help_has_examples_and_the_exit_status() {
    let (out, _, status) = printed(&["--help"], "");
    assert!(out.contains("Examples:\n  cargo run -p tests --bin schedule"), "{out}");
    assert!(out.contains("Exit status: 0"), "{out}");
    assert_eq!(status, 0);
}

#[test]
fn a_wrong_command_line_has_status_2() {
    let wrong: [(&[&str], &str); 4] = [
        (&[], "required"),
        (&["--on", "step06", "-"], "invalid value 'step06'"),
        (&["--random", "seven"], "invalid value 'seven'"),
        (&["no-such.json"], "error: no-such.json: "),
    ];
    for (arguments, complaint) in wrong {
        let (out, err, status) = printed(arguments, "");
        assert!(err.contains(complaint), "{err}");
        assert_eq!((out.as_str(), status), ("", 2));
    }
}
