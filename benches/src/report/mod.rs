//! The reports on one run: for the terminal, the repository, a program, a page.
//!
//! All of them are made from [`Results`](crate::results::Results), and print what
//! [`comparison`] has worked out: no report judges for itself. Only the one on
//! [`tricks`] has no peers to compare with, and compares two runs of ours.

pub mod stats;

pub mod comparison;

mod units;

mod paragraph;

mod rows;

mod table;

mod text;

mod markdown;

mod json;

mod tricks;

mod svg;

mod bars;

mod axis;

mod markup;

pub mod machine;

#[cfg(test)]
mod tests;

pub use comparison::{Comparison, Verdict, compare};
pub use json::{ReadError, json, read_json};
pub use markdown::markdown;
pub use svg::svg;
pub use text::text;
pub use tricks::{Run, Trick, tricks};
