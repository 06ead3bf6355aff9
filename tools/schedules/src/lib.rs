//! Records a reader's answer to an exercise, and the reference's, so that both can be
//! drawn, one above the other.
//!
//! `src/bin` has a program for each exercise that has a schedule. It runs the same
//! little scene with either answer:
//!
//! ```text
//! schedules::answers!("…/exercises/e04_join_all.rs", "…/solutions/e04_join_all.rs");
//!
//! macro_rules! scene {
//!     ($answer:ident) => {
//!         |recorder, clock| block_on(recorder.task("breakfast", $answer::join_all(…)))
//!     };
//! }
//!
//! fn main() -> ExitCode {
//!     schedules::main("e04_join_all", scene!(yours), scene!(reference))
//! }
//! ```
//!
//! and `cargo run -p schedules --bin e04_join_all -- FOLDER` writes `yours.json` and
//! `reference.json` there. Whatever the reader's answer does, it is drawn as far as it
//! came: it runs in a process of its own, and has two seconds.
#![forbid(unsafe_code)]

use std::env::{args_os, current_exe};
use std::ffi::OsStr;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::Path;
use std::process::{Command, ExitCode, exit};
use std::thread;
use std::time::Duration;

use step03_timers::Clock;
use timeline::Recorder;

/// How long an answer may run.
const DEADLINE: Duration = Duration::from_secs(2);

/// How many events of an answer are kept. What ends takes a few dozen.
const MOST_EVENTS: usize = 5_000;

/// The exit status of a program whose answer isn't written yet.
pub const NOT_STARTED: u8 = 3;

/// What is recorded: the same for either answer.
pub type Scene = fn(&Recorder, Clock);

/// Makes the reader's file the module `yours`, and the solution the module `reference`.
#[macro_export]
macro_rules! answers {
    ($yours:literal, $reference:literal) => {
        #[allow(dead_code, unreachable_pub)]
        #[path = $reference]
        mod reference;
        #[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
        #[path = $yours]
        mod yours;
    };
}

/// The program: records both, each in a process of its own, and writes them into the
/// folder that its only argument names.
///
/// It ends with 0 if there is something to draw, with 1 if there isn't, with 2 if the
/// command line is wrong, and with [`NOT_STARTED`] if the answer isn't written yet.
#[must_use]
pub fn main(exercise: &str, yours: Scene, reference: Scene) -> ExitCode {
    let arguments: Vec<_> = args_os().skip(1).collect();
    match arguments.as_slice() {
        [child, file] if child == "--yours" => {
            record(exercise, "yours", yours, file)
        }
        [child, file] if child == "--reference" => {
            record(exercise, "the reference", reference, file)
        }
        [folder] if !folder.as_encoded_bytes().starts_with(b"-") => both(folder),
        _ => {
            eprintln!("error: it takes one argument: the folder to write to");
            ExitCode::from(2)
        }
    }
}

fn both(folder: &OsStr) -> ExitCode {
    for answer in ["reference", "yours"] {
        let file = Path::new(folder).join(format!("{answer}.json"));
        let _ = fs::remove_file(&file);
        let program = current_exe().expect("a program that runs has a path");
        let child =
            Command::new(program).arg(format!("--{answer}")).arg(&file).status();
        let status = match child {
            Ok(status) => status.code(),
            Err(error) => {
                eprintln!("error: can't start the recording: {error}");
                return ExitCode::FAILURE;
            }
        };
        if status == Some(NOT_STARTED.into()) {
            return ExitCode::from(NOT_STARTED);
        }
        if !file.exists() {
            eprintln!("error: it ended before anything could be drawn");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Runs one scene, and writes down what was recorded: also if it hangs or panics.
fn record(exercise: &str, whose: &str, scene: Scene, file: &OsStr) -> ExitCode {
    let clock = Clock::new_virtual();
    let now = clock.clone();
    let recorder =
        Recorder::with_clock(&format!("{exercise}: {whose}"), move || now.now())
            .limit(MOST_EVENTS);
    let write = {
        let (recorder, file) = (recorder.clone(), file.to_owned());
        move || match fs::write(&file, recorder.finish().to_json()) {
            Ok(()) => true,
            Err(error) => {
                eprintln!("error: can't write {}: {error}", file.display());
                false
            }
        }
    };
    let (watch, who) = (write.clone(), whose.to_owned());
    thread::spawn(move || {
        thread::sleep(DEADLINE);
        eprintln!("{who} hangs: it is drawn as far as it came");
        exit(if watch() { 0 } else { 1 });
    });
    // One sentence is enough: what led there is drawn.
    set_hook(Box::new(|_| {}));
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| scene(&recorder, clock))) {
        let words = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("without words");
        if words.starts_with("not yet implemented") {
            return ExitCode::from(NOT_STARTED);
        }
        eprintln!("{whose} panics ({words}): it is drawn as far as it came");
    }
    if write() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
