//! The same work on every step of the course and on every peer, side by side.
//!
//! A *workload* is written once, against the traits of `entrant.rs`; an *entrant* says
//! in `entrants.rs` what it takes part in; and the two make a list of *cases*. The
//! benches run them with criterion; the program `ratios` runs them in turns and says
//! how we stand.
//!
//! **Read next:** `entrant.rs`, `workloads/ping_pong.rs`, `entrants/tokio.rs`,
//! `run.rs`.

pub mod results;

mod workload;

mod entrant;
mod entrants;

pub mod pin;
mod signal;
mod slot;
mod usage;
mod workloads;

mod attendance;
pub mod child;
mod fold;
mod roster;
pub mod run;

pub mod report;

pub use attendance::attendance;
pub use fold::Measured;
pub use roster::{Case, cases, excused};
pub use run::{Effort, run};
pub use workload::{Sample, Size, Workload};
pub use workloads::workloads;

/// Who hands out the memory.
pub const ALLOCATOR: &str =
    if cfg!(feature = "mimalloc") { "mimalloc" } else { "the system's" };

#[cfg(feature = "mimalloc")]
#[global_allocator]
static MIMALLOC: mimalloc::MiMalloc = mimalloc::MiMalloc;
