//! A loop per thread. A task is woken from all over the place, but it stays on its
//! loop: it sees one thread in its whole life.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use example_args::{Run, named};
use step05_multithread::{Handle, Runtime, sleep};

async fn look_around(naps: u32, nap: Duration) -> (BTreeSet<usize>, usize) {
    let (mut loops, mut threads) = (BTreeSet::new(), Vec::new());
    for _ in 0..naps {
        loops.insert(Handle::current().index());
        threads.push(thread::current().id());
        sleep(nap).await;
    }
    threads.dedup();
    (loops, threads.len())
}

fn main() {
    let run = Run::new("loops on step05-multithread");
    let runtime = Runtime::with_clock(3, run.clock());
    let tasks: Vec<_> = (0..6)
        .map(|task| {
            let nap = Duration::from_millis(10 + task as u64);
            let look = named(&format!("task {task}"), look_around(50, nap));
            (task, runtime.handle(task % 3).spawn(look))
        })
        .collect();
    runtime.block_on(named("main", async {
        for (task, handle) in tasks {
            let (loops, threads) =
                handle.await.expect("it neither panics nor is aborted");
            println!("task {task}: 50 naps on loop {loops:?}, {threads} thread");
        }
    }));
}
