//! What the test binaries share: the loops behind one set of traits, and the tools
//! that make a promise visible.
//!
//! **Read next:** `loops.rs` (what a loop can promise, layer by layer), `ours.rs`
//! and `peers.rs` (who promises it), `probes.rs`, `limit.rs`, `on_purpose.rs`; and
//! `schedule/` (programs to be run on any loop, and on CPython).

pub mod loops;
pub mod ours;
pub mod peers;

pub mod limit;
pub mod on_purpose;
pub mod probes;
pub mod say;

pub mod schedule;
