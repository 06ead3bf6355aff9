//! Every workload, a group each, with everybody who takes part:
//! `cargo bench -p benches`, or `cargo bench -p benches -- ping-pong/step05`.
//!
//! Compare the lines of one group with each other, and only within one run. A peer that
//! cannot run here stops the bench: `ratios` says who that is, and why.

use std::time::Duration;

use benches::results::Unit;
use benches::{Case, Size, cases, pin, workloads};
use criterion::{Criterion, criterion_group, criterion_main};

fn all(c: &mut Criterion) {
    let cases = cases();
    // Bytes and factors aren't times, and what has a process of its own isn't fast:
    // those are for `ratios` alone.
    let timed = workloads().into_iter().filter(|workload| {
        workload.unit == Unit::NanosPerOp
            && !workload.alone
            && workload.cores <= pin::cores().len()
    });
    for workload in timed {
        let mut group = c.benchmark_group(workload.name);
        group.sample_size(10);
        for case in cases.iter().filter(|case| case.workload == workload.name) {
            group.bench_function(case.entrant, |bencher| {
                bencher.iter_custom(|operations| {
                    pin::process(workload.cores);
                    time(case, operations)
                });
            });
        }
    }
}

/// Returns how long so many operations take: samples are taken until there are as
/// many.
fn time(case: &Case, operations: u64) -> Duration {
    let (mut nanos, mut done) = (0.0, 0);
    while done < operations {
        let sample = (case.sample)(Size::Quick);
        nanos += sample.figure * sample.operations as f64;
        done += sample.operations as u64;
    }
    Duration::from_secs_f64(nanos / done as f64 * operations as f64 * 1e-9)
}

criterion_group!(benches, all);
criterion_main!(benches);
