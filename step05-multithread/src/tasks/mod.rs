//! The tasks of a loop: step 4's, in less time, and with `unsafe`.
//!
//! - `run_queue.rs`: a queue where no poll moves anything.
//! - `header.rs`, `task.rs`, `join_handle.rs`: a task in one block of memory, with two
//!   owners.
//! - `memory.rs`, `slab.rs`: memory that is used again, side by side.
//!
//! Each begins with the argument for it, or says where that is.

pub(crate) mod memory;
pub(crate) mod run_queue;
pub(crate) mod task;

mod header;
mod join_handle;
mod slab;

pub use join_handle::JoinHandle;
