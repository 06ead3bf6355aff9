//! The commands, without a terminal.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::thread;

use common::{Course, RIGHT, Ran, SKELETON, WRONG};

const FILE: &str = "step01-ask/exercises/e01_answer.rs";

#[test]
fn without_a_command_it_says_where_to_begin() {
    let course = Course::new();
    let ran = course.learn(&[]).ended(0).says("Red is expected.");
    ran.says("next        e01_answer").says("cargo learn check").says("0 of 3 done");
    // Looking leaves no trace.
    assert!(!course.root().join(".learn").exists());
}

#[test]
fn a_check_says_what_is_wrong_and_ends_accordingly() {
    let course = Course::new();
    course.learn(&["check"]).ended(3).says("Not started");
    course.save(WRONG);
    let ran = course.learn(&["check", "e01_answer"]).ended(1).says("E-WRONG-OUTPUT");
    assert!(!ran.out.contains('\u{1b}'), "{ran:?}");
    course.learn(&["hint"]).ended(0).says("The hint for a wrong number.");
    course.save("pub fn answer() -> u32 { forty_two + forty_three }\n");
    let ran = course.learn(&["check", "1"]).ended(1).says("doesn't compile yet");
    ran.says("cannot find value `forty_two`").says(&format!("{FILE}:1:26"));
    course.save(RIGHT);
    let ran = course.learn(&["check", "answer"]).ended(0).says("all 2 checks pass");
    ran.says("from the first check, with one hint")
        .says("The reference says it in one word.")
        .says("next        e02_reply");
    course.learn(&["list"]).ended(0).says("✓ e01_answer").says("1 of 3 done");
    course.learn(&["check", "--all"]).ended(3).says("1 of 3 pass");
    course.save(WRONG);
    let ran = course.learn(&["check", "--all"]).ended(1).says("0 of 3 pass");
    ran.says("E-WRONG-OUTPUT").says("not started");
    // What was done once stays done.
    course.learn(&["report", "-o", "-"]).ended(0).says("1 of 3 done");
    course.learn(&["report"]).ended(0).says("learn-report.md");
    let report = course.read("learn-report.md");
    assert!(
        report.contains("| `e01_answer`: The answer of e01_answer | 20"),
        "{report}"
    );
    // Whatever the learner has half written, another exercise can be checked.
    course.save("pub fn answer() -> u32 { 4");
    course.learn(&["check", "e02"]).ended(3).says("Not started");
}

#[test]
fn hints_come_one_at_a_time_and_the_last_says_what_to_read() {
    let course = Course::new();
    let one = course.learn(&["hint", "e01_answer"]).ended(0).says("The first hint.");
    assert!(!one.out.contains("second"), "{one:?}");
    let two =
        course.learn(&["hint", "e01_answer"]).ended(0).says("The second hint.");
    assert!(!two.out.contains("step01.md"), "{two:?}");
    for _ in 0..2 {
        let three = course.learn(&["hint", "e01"]).ended(0).says("The third hint.");
        three.says("book/src/step01.md#idea").says("That was the last one.");
    }
    course.learn(&["hint", "reply"]).ended(0).says("The first hint.");
}

#[test]
fn a_reset_loses_nothing_and_needs_no_git() {
    let course = Course::new();
    course.learn(&["reset", "e01"]).ended(0).says("is as it was given");
    course.save("first");
    course.learn(&["reset", "e01"]).ended(0).says("e01_answer.rs.bak\n");
    course.save("second");
    course.learn(&["reset", "e01"]).ended(0).says("e01_answer.rs.bak2");
    assert_eq!(course.read(FILE), SKELETON);
    assert_eq!(course.read(&format!("{FILE}.bak")), "first");
    assert_eq!(course.read(&format!("{FILE}.bak2")), "second");
    // A file that is gone comes back.
    fs::remove_file(course.root().join(FILE)).expect("it is there");
    course.learn(&["reset", "e01"]).ended(0);
    assert_eq!(course.read(FILE), SKELETON);
    course.learn(&["reset"]).ended(2).complains("needs the name");
}

#[test]
fn the_solution_needs_asking_twice() {
    let course = Course::new();
    let first = course.learn(&["solution", "e01"]).ended(1).says("ask once more");
    assert!(!first.out.contains("42"), "{first:?}");
    course.learn(&["solution", "e02"]).ended(1);
    course.learn(&["solution", "e01"]).ended(0).says("    42");
    assert!(course.state().contains("\nsolution e01_answer "), "{}", course.state());
    course.learn(&["report", "-o", "-"]).ended(0).says("seen before");
}

#[test]
fn a_wrong_name_suggests_the_nearest() {
    let course = Course::new();
    course
        .learn(&["check", "anwser"])
        .ended(2)
        .complains("did you mean `e01_answer`?");
    course.learn(&["hint", "e99"]).ended(2).complains("no exercise `e99`");
    course.learn(&["chekc"]).ended(2).complains("did you mean `check`?");
    course.learn(&["run", "1", "helo"]).ended(2).complains("did you mean `hello`?");
    course.learn(&["run", "step07", "x"]).ended(2).complains("no step `step07`");
    course.learn(&["run"]).ended(0).says("Step 1: a small step").says("hello");
    course.learn(&["timeline", "e01"]).ended(1).says("no schedule to draw");
}

#[test]
fn it_works_from_any_folder_of_the_tree_and_not_outside() {
    let course = Course::new();
    for folder in ["step02-sleep/exercises/checks", "book/src", "step01-ask"] {
        let mut command = course.command(&["list"]);
        command.current_dir(course.root().join(folder));
        Ran::of(command.output().expect("it starts"))
            .ended(0)
            .says("> · e01_answer");
    }
    let outside = tempfile::tempdir().expect("there is room");
    let mut command = course.command(&["list"]);
    command.current_dir(outside.path());
    Ran::of(command.output().expect("it starts")).ended(2).complains("no course in");
    // Cargo says where the alias is from.
    let package = course.root().join("step01-ask/exercises");
    command.env("CARGO_MANIFEST_DIR", package);
    Ran::of(command.output().expect("it starts")).ended(0).says("> · e01_answer");
}

#[test]
fn lines_that_it_doesnt_know_are_kept() {
    let course = Course::new();
    let old = "# mine\nfuture e01_answer of another version\nskipped e77_gone x\n\
               done e03_answer 2026-01-01T00:00:00Z 5s\n\nhalf";
    course.write(".learn", old);
    course.learn(&["hint", "e02"]).ended(0);
    let state = course.state();
    for line in old.lines() {
        assert!(state.lines().any(|it| it == line), "{line:?} in {state}");
    }
    // That exercise has another number now.
    course.learn(&["list"]).ended(0).says("✓ e01_answer").says("1 of 3 done");
    // And done is done, if the time is lost.
    course.write(".learn", "done e02_reply 2026-0");
    course.learn(&["list"]).ended(0).says("✓ e02_reply");
    course.learn(&["report", "-o", "-"]).ended(0);
    // Not even text.
    fs::write(course.root().join(".learn"), b"\xff\xfe\ndone e01_answer\n")
        .expect("ours");
    course.learn(&["list"]).ended(0).says("✓ e01_answer");
}

#[test]
fn many_instances_lose_no_line() {
    let course = Course::new();
    let names = ["e01", "e02", "e03"];
    thread::scope(|scope| {
        for name in names {
            for command in [["hint", name], ["solution", name], ["reset", name]] {
                let course = &course;
                scope.spawn(move || {
                    // `reset` forgets, so it takes an exercise of its own.
                    if command[0] != "reset" || name == "e03" {
                        course.learn(&command);
                    }
                });
            }
        }
    });
    for name in ["e01_answer", "e02_reply"] {
        for what in ["hints", "asked"] {
            let line = format!("\n{what} {name} ");
            assert!(course.state().contains(&line), "{line} in {}", course.state());
        }
    }
    let left: BTreeSet<_> = fs::read_dir(course.root())
        .expect("it is there")
        .map(|entry| entry.expect("ours").file_name().into_string().expect("text"))
        .filter(|name| name.starts_with(".learn"))
        .collect();
    let expected = [".learn", ".learn.lock"].map(String::from);
    assert_eq!(left, BTreeSet::from(expected));
}

/// A stand-in for `tools/timeline`: it draws by naming what it was given.
const DRAWER: &str = r#"use std::{env, fs, process};
fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [compare, yours, reference, o, file] = &arguments[..] else { process::exit(2) };
    assert_eq!((compare.as_str(), o.as_str()), ("compare", "-o"));
    let read = |path| fs::read_to_string(path).unwrap();
    fs::write(file, format!("{} above {}", read(yours), read(reference))).unwrap();
    // The two differ.
    process::exit(1);
}
"#;

/// A stand-in for a scene of `tools/schedules`.
const RECORDS: &str = r#"use std::{env, fs, process};
fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if STATUS == 0 {
        fs::write(format!("{}/yours.json", arguments[0]), "mine").unwrap();
        fs::write(format!("{}/reference.json", arguments[0]), "theirs").unwrap();
    }
    process::exit(STATUS);
}
"#;

#[test]
fn a_timeline_is_drawn_where_there_is_a_schedule() {
    let course = Course::new();
    let manifest = course.read("Cargo.toml").replace("s\"]", "s\", \"tools/*\"]");
    course.write("Cargo.toml", &manifest);
    course.write(
        "tools/timeline/Cargo.toml",
        "[package]\nname = \"timeline\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    course.write("tools/timeline/src/main.rs", DRAWER);
    course.write(
        "tools/schedules/Cargo.toml",
        "[package]\nname = \"schedules\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    let checks = |status: &str| {
        course.write(
            "tools/schedules/src/bin/e01_answer.rs",
            &RECORDS.replace("STATUS", status),
        );
        course.learn(&["timeline", "e01", "-o", "both.html", "--no-open"])
    };
    checks("0").ended(0).says("both.html");
    assert_eq!(course.read("both.html"), "mine above theirs");
    checks("3").ended(1).says("isn't written yet");
    checks("1").ended(1).says("no recording");
}

/// Nobody but its owner can be kept from writing into a folder, and root never; but
/// where the lock is a folder, nobody can lock it.
fn make_unwritable(course: &Course) {
    let lock = course.root().join(".learn.lock");
    fs::create_dir(lock).expect("it isn't there yet");
}

#[test]
fn where_it_cant_write_the_progress_is_kept_elsewhere_and_it_says_so() {
    let course = Course::new();
    make_unwritable(&course);
    let ran = course.learn(&["hint"]).ended(0).says("The first hint.");
    ran.complains("is kept in").complains("state-of-the-user");
    course.learn(&["hint"]).ended(0).says("The second hint.");
    assert!(!course.root().join(".learn").exists());
    // When it can be written again, all comes along.
    fs::remove_dir(course.root().join(".learn.lock")).expect("it is empty");
    let ran = course.learn(&["hint"]).ended(0).says("The third hint.");
    assert_eq!(ran.err, "");
    assert!(course.state().contains("hints e01_answer 3"), "{}", course.state());
}

#[test]
fn where_it_can_write_nowhere_it_still_works() {
    let course = Course::new();
    make_unwritable(&course);
    // A file, where the folder would be.
    course.write("state-of-the-user", "");
    let ran = course.learn(&["hint"]).ended(0).says("The first hint.");
    ran.complains("is forgotten when this ends");
}

#[test]
fn every_command_has_help_with_an_example() {
    let course = Course::new();
    course.learn(&["--help"]).ended(0).says("Exit status:").says("NO_COLOR");
    course.learn(&["help", "nothing"]).ended(2);
    for command in [
        "list", "check", "hint", "reset", "solution", "timeline", "run", "book",
        "doctor", "report",
    ] {
        let ran =
            course.learn(&[command, "--help"]).ended(0).says("Usage: cargo learn");
        ran.says("Example").says(&format!("cargo learn {command}"));
        course.learn(&["help", command]).ended(0).says("Usage: cargo learn");
    }
}

#[test]
fn the_doctor_says_what_is_missing() {
    let course = Course::new();
    let ran =
        course.learn(&["doctor"]).ended(0).says("ok   rustc").says("ok   cargo");
    ran.says("ok   course     3 exercises in 2 steps").says("note terminal");
    fs::remove_file(course.root().join(FILE)).expect("it is there");
    course.learn(&["doctor"]).ended(2).says("no   files").says(FILE);
    let mut command = course.command(&["doctor"]);
    command.env("RUSTC", "no-such-compiler");
    Ran::of(command.output().expect("it starts")).ended(2).says("no   rustc");
}

#[test]
fn what_it_prints_can_be_cut_off() {
    let course = Course::new();
    for arguments in [&["list"][..], &["--help"], &[]] {
        let (reader, writer) = std::io::pipe().expect("there are pipes");
        drop(reader);
        let output = course.command(arguments).stdout(writer).output();
        Ran::of(output.expect("it starts")).ended(0).complains_of_nothing();
    }
}
