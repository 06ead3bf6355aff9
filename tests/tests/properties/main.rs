//! Random runs beside simple models. Each property is tried on many cases; one that
//! fails is shrunk, and printed with what is needed to run it again.

mod join_set;
mod run_queue;
mod storms;
mod timers;

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

/// Tries a property on so many cases, and says so.
fn hold<S: Strategy>(
    name: &str,
    cases: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) where
    S::Value: Debug,
{
    tests::on_purpose::keep_quiet();
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    if let Err(counterexample) = TestRunner::new(config).run(strategy, property) {
        panic!("{name}: {counterexample}");
    }
    tests::say::say("properties", &format!("{name}: {cases} cases"));
}
