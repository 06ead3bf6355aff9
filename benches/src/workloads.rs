//! What is measured: a file for each kind of work, each written once for everybody.

pub(crate) mod block_on;
pub(crate) mod blocking;
pub(crate) mod idle;
pub(crate) mod memory;
pub(crate) mod ping_pong;
pub(crate) mod remote;
pub(crate) mod ring;
pub(crate) mod sleepers;
pub(crate) mod spawn;
pub(crate) mod timers;
pub(crate) mod two_loops;
pub(crate) mod wake;
pub(crate) mod yields;

use crate::results::Unit;
use crate::workload::Workload;

/// All workloads, in the order of the reports.
#[must_use]
pub fn workloads() -> Vec<Workload> {
    let work = Workload::new;
    let busy = |name, title| work(name, title).busy();
    vec![
        busy("block-on-bare", "block_on, a free function, of a ready future")
            .must(1.0, 1.0),
        busy("block-on-runtime", "block_on, on a runtime, of a ready future")
            .must(2.0, 3.0),
        Workload {
            against: Some("tokio"),
            ..busy("start", "new runtime, block_on, drop").must(10.0, 14.0)
        },
        busy("spawn-join-10k", "spawn 10,000 tasks, join them all").must(2.5, 3.9),
        busy("spawn-await", "spawn and await one by one").must(1.7, 2.1),
        busy("yields-1", "1 task yields 100,000 times"),
        busy("yields-100", "100 tasks yield 1,000 times")
            .must(2.5, 3.5)
            .must_step04(2.0),
        busy("ping-pong", "ping-pong of two tasks, a round trip")
            .must(3.0, 4.5)
            .must_step04(1.3),
        busy("ring-1k", "ring of 1,000 tasks, a hop")
            .must(2.5, 3.8)
            .must_step04(1.3),
        busy("timers-virtual", "virtual time: 20,000 timers, half cancelled")
            .must(2.5, 3.2),
        work("timers-real", "real time: 100,000 timers, half cancelled (CPU time)")
            .must(1.5, 1.9),
        busy("timers-cancel", "cancel a timer").must(6.0, 9.0),
        Workload {
            unit: Unit::Bytes,
            alone: true,
            ..work("memory", "memory of a task that sleeps, of 1,000,000")
                .must(160.0, 128.0)
        },
        work("wake-2", "wake from another thread after 2 µs")
            .must(10.0, 20.0)
            .on_two_cores(),
        work("wake-20", "wake from another thread after 20 µs")
            .must(10.0, 20.0)
            .on_two_cores(),
        work("wake-200", "wake from another thread after 200 µs")
            .must(0.95, 1.0)
            .on_two_cores(),
        work("two-loops-two-cores", "ping-pong of two loops on two cores")
            .must(10.0, 40.0)
            .on_two_cores(),
        work("two-loops-one-core", "ping-pong of two loops on one core")
            .must(0.85, 1.0),
        work("remote-spawn", "spawn 10,000 tasks on another loop, join them all")
            .must(1.2, 1.5)
            .on_two_cores(),
        Workload {
            unit: Unit::Throughput,
            ..work("scaling", "work done by two loops, to one loop's")
                .must(1.9, 1.97)
                .on_two_cores()
        },
        work("blocking-10k", "10,000 calls of spawn_blocking")
            .must(2.0, 5.0)
            .on_two_cores(),
        busy("spawn-join-1k", "spawn 1,000 tasks, join them all"),
        busy("spawn-join-1m", "spawn 1,000,000 tasks, join them all").must(1.8, 2.5),
        busy("yields-1k", "1,000 tasks yield 100 times"),
        busy("yields-1m", "1,000,000 tasks yield 5 times").must(1.8, 2.5),
        busy("ring-1m", "ring of 1,000,000 tasks, a hop").must(1.8, 2.5),
        work("sleepers", "10,000 tasks sleep up to 10 ms (CPU time)"),
        Workload {
            alone: true,
            ..work("idle", "a second of two loops with nothing to do (CPU time)")
        },
    ]
}
