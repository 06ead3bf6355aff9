//! Every order in which the threads of the steps can do what they do.
//!
//! A race shows itself once in a million runs, on somebody else's machine. So the
//! models in `tests/models/` don't run the steps on threads, but on
//! [loom](https://docs.rs/loom), which tries the orders one after the other: at each
//! access to a lock or an atomic any other thread may come first, and an atomic may
//! show any value that the memory model allows.
//!
//! **What runs is the very sources.** `build/` copies them with other imports: what
//! is in this crate stands for `std::sync`, `std::thread`, `std::task::Wake`,
//! `std::alloc`, `thread_local!` and `parking_lot`. It refuses what it doesn't know.
//! And it makes more copies, each with one thing broken: a test shows for each of
//! them that a model notices.
//!
//! ```sh
//! cargo test -p interleavings # says how many orders each model has
//! ```
//!
//! **What isn't modelled:**
//!
//! - Reference counts: [`sync::Arc`] is taken to be right. When the last one is dropped
//!   is part of the models only where there is a [`sync::Weak`].
//! - Memory that isn't atomic: loom sees who touches it at the same time only where a
//!   model has something [`Precious`] in it, and when the block of a task is freed.
//!   Freed blocks aren't used again.
//! - The insides of `parking_lot`: its place is taken by loom's locks. A condition
//!   variable wakes in the order of waiting, and never by itself.
//! - The order in which a thread's locals end: loom ends them all at once.
//! - How long a thread looks out for a wake: it looks once.
//! - Time: a [deadline] passes when the model says so, and only as a wait begins.
//! - The system having no more threads, and a panic while a lock is held.
//! - Orders with more interruptions than a model [says](explore_interrupting), where
//!   all of them would be too many; and more than five threads.
//! - Some effects of relaxed atomics (a load that sees a store of the future), which
//!   loom can't show.
//!
//! **Read next:** `build/main.rs`, `build/adapt.rs`, `tests/models/parker.rs`,
//! `build/mutations/*.diff`.

pub mod alloc;
pub mod deadline;
pub mod parking_lot;
pub mod sync;
pub mod task;
pub mod thread;

mod explore;
mod precious;

pub use explore::{explore, explore_interrupting};
pub use precious::{Precious, Watch};

// For the sources and the macro.
#[doc(hidden)]
pub use loom;
pub use loom::{hint, lazy_static};
