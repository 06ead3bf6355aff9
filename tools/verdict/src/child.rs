//! The guarded child: this program once more, for one check.

use std::any::Any;
use std::cell::Cell;
use std::env;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::Path;
use std::process;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use crate::{Check, Exercise, Outcome, limit, record};

/// Which exercise the child is to check: what was given to [`judge`](crate::judge).
pub(crate) const EXERCISE: &str = "VERDICT_EXERCISE";
/// Which of its checks, counted from 0.
pub(crate) const CHECK: &str = "VERDICT_CHECK";
/// After how many milliseconds it hangs.
pub(crate) const DEADLINE: &str = "VERDICT_DEADLINE_MS";
/// The file for its records.
pub(crate) const RECORDS: &str = "VERDICT_RECORDS";

/// The status of a child that has left a record of how it ended. No other program
/// has a reason to use it; but it is the record that counts.
const RECORDED: i32 = 94;

/// The message of `todo!()` begins with this.
pub(crate) const NOT_WRITTEN: &str = "not yet implemented";

const STACK: usize = 2 << 20;

/// Runs the one check that this process was started for, if it was started for one,
/// and ends the process.
///
/// A program that calls [`judge`](crate::judge) has to call this first, before it
/// looks at its command line. `find` gives the exercise that `judge` was called with
/// under that name.
pub fn if_child(find: impl FnOnce(&str) -> Option<&'static Exercise>) {
    let Ok(id) = env::var(EXERCISE) else { return };
    let exercise = find(&id).expect("it knows what it judges");
    let number = |name| env::var(name).ok()?.parse().ok();
    let check: u64 = number(CHECK).expect("the parent sets it");
    let check = usize::try_from(check).expect("it was one");
    let deadline =
        Duration::from_millis(number(DEADLINE).expect("the parent sets it"));
    let records = env::var_os(RECORDS).expect("the parent sets it");
    record::open(Path::new(&records));
    run(&exercise.checks[check], deadline);
    process::exit(RECORDED);
}

/// Leaves a record of how the check ended, at the latest at its deadline.
fn run(check: &'static Check, deadline: Duration) {
    panic::set_hook(Box::new(note_panic));
    limit::set(check.memory);
    let (ended, wait) = channel();
    let thread = thread::Builder::new().name("check".into()).stack_size(STACK);
    thread
        .spawn(move || {
            let outcome = panic::catch_unwind(check.run);
            // Nobody waits after the deadline.
            let _ = ended.send(outcome);
        })
        .expect("a thread more is no problem");
    match wait.recv_timeout(deadline) {
        Ok(Ok(outcome)) => record_outcome(outcome),
        // The hook has noted what there is to say.
        Ok(Err(payload)) => {
            record::write("panicked", "");
            std::mem::forget(payload);
        }
        Err(RecvTimeoutError::Timeout) => record::write("hang", &probes::explain()),
        Err(RecvTimeoutError::Disconnected) => {
            unreachable!("the thread sends before it ends")
        }
    }
}

fn record_outcome(outcome: Outcome) {
    let Err(wrong) = outcome else { return record::write("passed", "") };
    record::write("expected", &wrong.expected);
    record::write("actual", &wrong.actual);
    if let Some(sequence) = &wrong.sequence {
        sequence.expected.iter().for_each(|event| record::write("should", event));
        sequence.actual.iter().for_each(|event| record::write("did", event));
    }
    record::write("wrong", wrong.code.id);
}

thread_local! {
    /// How many calls of `catch` this thread is in.
    static CATCHING: Cell<usize> = const { Cell::new(0) };
}

/// The panic hook: the learner's message goes into the verdict, and not to the
/// output as well.
fn note_panic(panic: &PanicHookInfo<'_>) {
    let message = message(panic.payload());
    let caught = CATCHING.try_with(|catching| catching.get() > 0).unwrap_or(false);
    if caught && !message.starts_with(NOT_WRITTEN) {
        return;
    }
    let place = panic.location().map_or(String::new(), |location| {
        format!("{}:{}", tidy(location.file()), location.line())
    });
    record::write("panic", &format!("{place}\n{message}"));
}

fn message(payload: &dyn Any) -> &str {
    let owned = || payload.downcast_ref::<String>().map(String::as_str);
    let message = payload.downcast_ref::<&str>().copied().or_else(owned);
    message.unwrap_or("a panic without a message")
}

/// The path without `checks/../`, as the learner knows it; of a library's file, only
/// what is in the library.
fn tidy(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            ".." if parts.last().is_some_and(|&last| last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    match parts.iter().position(|&part| part == "registry" || part == "rustc") {
        // registry/src/<index>/<package>/…
        Some(at) if parts[at] == "registry" => {
            parts.drain(..(at + 3).min(parts.len()))
        }
        // /rustc/<commit>/library/…
        Some(at) if at == 1 => parts.drain(..(at + 2).min(parts.len())),
        _ => parts.drain(..0),
    };
    parts.join("/")
}

/// A panic that a check has caught.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Panic {
    /// What it said.
    pub message: String,
}

/// Calls `f`, and catches its panic: for checks in which the learner's code has to
/// panic, or in which the check's own does.
///
/// `todo!()` isn't caught, so that an exercise that is not written stays that.
///
/// # Errors
///
/// The panic.
pub fn catch<T>(f: impl FnOnce() -> T) -> Result<T, Panic> {
    let add = |catching: &Cell<usize>| catching.set(catching.get() + 1);
    CATCHING.with(add);
    let result = panic::catch_unwind(AssertUnwindSafe(f));
    CATCHING.with(|catching| catching.set(catching.get() - 1));
    result.map_err(|payload| {
        let message = message(&*payload).to_string();
        if message.starts_with(NOT_WRITTEN) {
            panic::resume_unwind(payload);
        }
        Panic { message }
    })
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn a_place_is_named_as_the_learner_knows_it() {
        for (path, tidied) in [
            ("step/exercises/checks/../e01.rs", "step/exercises/e01.rs"),
            ("step\\exercises\\checks\\../e01.rs", "step/exercises/e01.rs"),
            ("/rustc/0123abcd/library/core/src/cell.rs", "library/core/src/cell.rs"),
            (
                "/home/.cargo/registry/src/index/loom-0.7.3/src/rt.rs",
                "loom-0.7.3/src/rt.rs",
            ),
        ] {
            assert_eq!(tidy(path), tidied);
        }
    }
}
