//! The learner's file once more, on loom's locks.

pub(super) use loom::sync;

#[allow(
    clippy::duplicate_mod,
    dead_code,
    unreachable_code,
    unreachable_pub,
    unused_imports,
    unused_variables
)]
#[path = "../../e09_parker.rs"]
pub(super) mod exercise;
