//! What the examples have in common: their command line, and a drawing of their run.
//!
//! An example makes a [`Run`], names its futures with [`named`], and may [`note`] what
//! it prints. That is next to nothing, until it is started with `--timeline FILE`.
#![forbid(unsafe_code)]

mod args;
mod named;
mod run;

pub use named::{named, note};
pub use run::{Run, nothing_to_draw};
