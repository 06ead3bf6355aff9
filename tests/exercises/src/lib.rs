//! Proofs that each exercise can be solved, and that its checks tell mistakes apart.
//!
//! `tests/stepNN.rs` runs the checks of the step's exercises on all that we have
//! written for them: skeletons, solutions and wrong answers. `tests/files.rs` looks at
//! the files themselves.
//!
//! ```sh
//! cargo test -p exercise-proofs                            # all
//! cargo test -p exercise-proofs --test step01 e01          # one exercise
//! cargo test -p exercise-proofs --test step01 -- --show    # print each verdict
//! ONLY=e01 cargo test -p exercise-proofs --test step01     # compile only that one
//! ```
#![forbid(unsafe_code)]

pub mod files;

mod prove;

pub use prove::{Kind, Variant, prove};

use std::io::{self, Write};

/// Writes a line past the test harness: how much was proved.
pub fn say(who: &str, what: &str) {
    // Where nobody reads it, that is no reason to fail.
    let _ = writeln!(io::stderr(), "{who}: {what}");
}
