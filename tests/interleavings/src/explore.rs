//! Runs a model in every order, and says how many there were.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::sync::living;

/// Runs a model in every order that its threads can take, with every value that its
/// atomics may show.
///
/// # Panics
///
/// When the model panics in one of them, or when all its threads wait for ever. And
/// when something is still behind an `Arc` after its end.
pub fn explore(model: impl Fn() + Send + Sync + 'static) {
    run(None, model);
}

/// Like [`explore`], but only those orders in which no more than `most` times a
/// thread is interrupted that could go on. For a model that has too many.
///
/// # Panics
///
/// As [`explore`].
pub fn explore_interrupting(most: usize, model: impl Fn() + Send + Sync + 'static) {
    run(Some(most), model);
}

fn run(most: Option<usize>, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = most;
    builder.max_branches = 10_000;
    let explored = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&explored);
    builder.check(move || {
        let left = living();
        assert_eq!(
            left, 0,
            "{left} values are left behind by the order before this"
        );
        counter.fetch_add(1, Ordering::Relaxed);
        model();
    });
    let left = living();
    assert_eq!(left, 0, "{left} values are left behind by the last order");
    let which = most.map_or("all there are".to_owned(), |most| {
        format!("those with at most {most} interruptions")
    });
    let explored = explored.load(Ordering::Relaxed);
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("a model");
    // Past the test harness, which keeps to itself what a test prints that passes.
    let line = format!("{name}: interleavings tried: {explored}, {which}");
    let _ = writeln!(std::io::stderr(), "{line}");
}
