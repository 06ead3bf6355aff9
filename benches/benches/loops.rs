//! What each step costs, beside tokio's `LocalRuntime`: `cargo bench -p benches`.
//!
//! Compare the lines of one group with each other, and only within one run.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

const TASKS: usize = 10_000;
const YIELDS: usize = 100;

fn local_runtime() -> tokio::runtime::LocalRuntime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.build_local(Default::default()).expect("tokio starts")
}

/// A future that is ready at once: what it costs to start and end a loop.
fn block_on_ready(c: &mut Criterion) {
    let mut group = c.benchmark_group("block_on a future that is ready");
    group.bench_function("step01", |b| b.iter(|| step01_poll::block_on(ready())));
    group.bench_function("step02", |b| b.iter(|| step02_waker::block_on(ready())));
    group.bench_function("step03", |b| b.iter(|| step03_timers::block_on(ready())));
    group.bench_function("step04", |b| b.iter(|| step04_spawn::block_on(ready())));
    let runtime = step05_multithread::Runtime::new(1);
    group.bench_function("step05", |b| b.iter(|| runtime.block_on(ready())));
    let runtime = local_runtime();
    group.bench_function("tokio", |b| b.iter(|| runtime.block_on(ready())));
}

async fn ready() -> u64 {
    black_box(42)
}

/// A hundred times ten thousand tasks that give control back.
fn yields(c: &mut Criterion) {
    use step02_waker::yield_now;

    async fn yields() {
        for _ in 0..YIELDS {
            yield_now().await;
        }
    }

    let mut group = c.benchmark_group("10,000 tasks yield 100 times each");
    group.sample_size(10);
    group.bench_function("step01", |b| {
        b.iter(|| {
            let mut queue = step01_poll::RoundRobin::new();
            (0..TASKS).for_each(|_| queue.push(yields()));
            queue.run();
        });
    });
    group.bench_function("step04", |b| {
        b.iter(|| {
            step04_spawn::block_on(async {
                let spawned = (0..TASKS).map(|_| step04_spawn::spawn(yields()));
                for task in spawned.collect::<Vec<_>>() {
                    task.await.expect("it neither panics nor is aborted");
                }
            });
        });
    });
    let runtime = step05_multithread::Runtime::new(1);
    group.bench_function("step05", |b| {
        b.iter(|| {
            runtime.block_on(async {
                let spawned =
                    (0..TASKS).map(|_| step05_multithread::spawn(yields()));
                for task in spawned.collect::<Vec<_>>() {
                    task.await.expect("it neither panics nor is aborted");
                }
            });
        });
    });
    let runtime = local_runtime();
    group.bench_function("tokio", |b| {
        b.iter(|| {
            runtime.block_on(async {
                let spawned = (0..TASKS).map(|_| tokio::task::spawn_local(yields()));
                for task in spawned.collect::<Vec<_>>() {
                    task.await.expect("it neither panics nor is aborted");
                }
            });
        });
    });
}

criterion_group!(loops, block_on_ready, yields);
criterion_main!(loops);
