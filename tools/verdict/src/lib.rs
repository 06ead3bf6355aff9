//! Checks an exercise in guarded child processes, and says what is wrong with it.
//!
//! An [`Exercise`] is a list of [`Check`]s, from fundamental to subtle. Each runs in a
//! child process of its own, which is the same program once more. So nothing that the
//! learner's code may do hides the verdict: it may hang, panic, abort, overflow the
//! stack, print without end, ask for ever more memory, or end the process. Only the
//! first check that fails is told of, with a [`Code`] that names the mistake.
//!
//! A check is a function that returns an [`Outcome`]:
//!
//! ```no_run
//! # mod exercise { pub(crate) fn answer() -> u32 { 42 } }
//! use std::process::ExitCode;
//! use verdict::{Check, Exercise, Outcome, codes, ensure};
//!
//! pub(crate) const EXERCISE: Exercise = Exercise::new(
//!     "e00_answer",
//!     "step00/exercises/e00_answer.rs",
//!     "# The answer\n\nRead first: [book/src/step01.md#idea](step01.md)\n",
//!     &[Check::new(
//!         "the answer is what was asked for",
//!         answers,
//!         "`answer` doesn't come back. Nothing in it has to wait.",
//!     )],
//! );
//!
//! fn answers() -> Outcome {
//!     let answer = exercise::answer();
//!     ensure!(answer == 42, codes::WRONG_OUTPUT, "42", "{answer}");
//!     Ok(())
//! }
//!
//! fn main() -> ExitCode {
//!     verdict::main(&EXERCISE)
//! }
//! ```
//!
//! How to write an exercise is in this crate's `README.md`.
//!
//! # Under loom
//!
//! A race is shown by [loom](https://docs.rs/loom), which tries every order. The
//! learner's file then imports its locks by `use super::sync::…`, and the checks
//! include it twice. In `checks/e09_parker.rs`:
//!
//! ```ignore
//! use std::sync;
//!
//! #[path = "../e09_parker.rs"]
//! mod exercise;
//! // As a path: this file is sometimes the root of a crate, sometimes a module.
//! #[path = "e09_parker/loom.rs"]
//! mod on_loom;
//! ```
//!
//! and in `checks/e09_parker/loom.rs` (a file of its own, since `#[path]` within an
//! inline module goes through a directory that isn't there):
//!
//! ```ignore
//! pub(super) use loom::sync;
//!
//! #[path = "../../e09_parker.rs"]
//! pub(super) mod exercise;
//! ```
//!
//! When all threads of a model wait, loom panics with `deadlock; threads = …`, and
//! often that panic ends in an abort. Both count as a hang, so the check says which
//! mistake it is by `.means(&[(When::Hang, codes::LOST_WAKE)])`.
//!
//! # Protocol
//!
//! The program that [`main`] makes takes `--json`, `--color`, `--deadline SECONDS` and
//! `--help`. Its exit status is 0 if all checks passed, 1 if one failed, 2 if the
//! command line was wrong, and 3 if something is still to be written. [`Verdict::json`]
//! lists the fields of the machine's form.

mod check;
mod wrong;

mod json;
mod render;
mod verdict;

mod ending;
mod judge;

mod child;
mod limit;
mod record;

mod command_line;
mod macros;

pub mod codes;
pub mod notes;

pub use check::{Check, Exercise, When};
pub use child::{Panic, catch, if_child};
pub use codes::Code;
pub use command_line::main;
pub use judge::judge;
pub use verdict::{Status, Verdict};
pub use wrong::{Outcome, Sequence, Wrong, same_order};
