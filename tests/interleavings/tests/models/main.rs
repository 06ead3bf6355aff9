//! Every order in which the threads of the steps can do what they do.
//!
//! `holds` has a test for each model, and `broken` one for each thing that could be
//! wrong in the sources: that a model notices. `build/` makes both.
//! Where the sources have changed so that the models don't fit them, there is nothing
//! here: `build/main.rs` says when that is an error.
#![cfg(modelled)]
#![allow(clippy::duplicate_mod, reason = "each model is run on broken steps, too")]

mod bell;
mod block;
mod inbox;
mod join;
mod notice;
mod oneshot;
mod parker;
mod pool;
mod runtime;
mod slab;
mod task_waker;
mod virtual_time;

include!(concat!(env!("OUT_DIR"), "/modelled.rs"));
