//! How long a learner waits. They need this workspace, and the last one a network, so
//! they run when asked for:
//!
//! ```sh
//! cargo test -p learn --test measure -- --ignored --nocapture --test-threads 1
//! ```

mod common;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::Course;
use common::pty::Terminal;

const EXERCISE: &str = "step01-poll/exercises/e01_drive.rs";
const RIGHT: &str = "step01-poll/exercises/solutions/e01_drive.rs";
const WRONG: &str = "step01-poll/exercises/wrong/e01_drive/counts_only_pending.rs";

/// Generous: it is met by a slow machine that does something else, too.
const VERDICT: Duration = Duration::from_secs(3);
const FIRST_RED: Duration = Duration::from_secs(180);
const FIRST_GREEN: Duration = Duration::from_secs(10);

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A copy of this workspace as a clone has it: without what was built, and with each
/// exercise as it is given.
fn copy_of_workspace() -> Course {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("there is room");
        for entry in fs::read_dir(from).expect("it is a folder") {
            let entry = entry.expect("it can be listed");
            let name = entry.file_name();
            let is_ours = ["target", ".git", ".learn"].iter().any(|it| name == **it);
            let target = to.join(&name);
            if is_ours {
                continue;
            } else if entry.path().is_dir() {
                copy(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).expect("there is room");
            }
        }
    }
    let course = Course::empty();
    copy(&workspace(), course.root());
    let skeleton = EXERCISE.replace("exercises/", "exercises/skeletons/");
    course.write(EXERCISE, &course.read(&skeleton));
    course
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    (times[times.len() / 2] + times[(times.len() - 1) / 2]) / 2
}

#[test]
#[ignore = "it measures"]
fn from_save_to_verdict() {
    let course = copy_of_workspace();
    let texts = [course.read(WRONG), course.read(RIGHT)];
    let mut terminal = Terminal::start(&course, &[]);
    terminal.sees(&["not started ("]);
    terminal.press("\r");
    let mut times = Vec::new();
    for turn in 0..12 {
        let start = Instant::now();
        course.write(EXERCISE, &texts[turn % 2]);
        let verdict = ["E-POLL-COUNT", "all 6 checks pass"][turn % 2];
        terminal.sees(&[verdict]);
        // The first two begin what the compiler keeps for the others.
        if turn > 1 {
            times.push(start.elapsed());
        }
    }
    terminal.press("q");
    terminal.ends();
    let mut checks: Vec<_> = (0..10)
        .map(|_| {
            let start = Instant::now();
            let program = course.root().join("target/learn/debug/e01_drive");
            let ran = Command::new(program).arg("--json").output();
            assert!(ran.expect("it was built").status.success());
            start.elapsed()
        })
        .collect();
    let (all, check) = (median(&mut times), median(&mut checks));
    println!(
        "save to verdict: {all:.2?} (median of ten), of which the checks {check:.2?}"
    );
    assert!(all < VERDICT, "{times:?}");
    assert!(check < Duration::from_millis(500), "{checks:?}");
}

#[test]
#[ignore = "it measures, and needs a network"]
fn from_clone_to_first_red_and_first_green() {
    let course = copy_of_workspace();
    let home = course.root().join("empty-cargo-home");
    fs::create_dir(&home).expect("there is room");
    let run = |arguments: &[&str]| {
        let start = Instant::now();
        let mut cargo = Command::new(env::var_os("CARGO").expect("cargo runs this"));
        cargo.args(arguments).current_dir(course.root()).stdin(Stdio::null());
        for (name, value) in course.environment() {
            match value {
                Some(value) => cargo.env(name, value),
                None => cargo.env_remove(name),
            };
        }
        cargo.env_remove("CARGO_NET_OFFLINE").env("CARGO_HOME", &home);
        let output = cargo.output().expect("cargo runs");
        (start.elapsed(), common::Ran::of(output))
    };
    let (first, ran) = run(&["learn"]);
    ran.ended(0).says("Red is expected.");
    let (red, ran) = run(&["learn", "check"]);
    ran.ended(3).says("Not started");
    course.write(EXERCISE, &course.read(RIGHT));
    let (green, ran) = run(&["learn", "check"]);
    ran.ended(0).says("all 6 checks pass");
    println!(
        "from an empty cargo home: {first:.1?} to where to begin, {:.1?} to the first \
         red; then {green:.1?} to the first green",
        first + red
    );
    assert!(first + red < FIRST_RED && green < FIRST_GREEN);
}
