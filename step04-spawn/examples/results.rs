//! What a join handle gives: the output, or why there is none.

use std::future::pending;
use std::panic;

use example_args::{Run, named};
use step04_spawn::{block_on, spawn, yield_now};

fn main() {
    // The panic below is meant; without this, it would also be reported.
    panic::set_hook(Box::new(|_| {}));

    let _run = Run::without_time("results on step04-spawn");
    block_on(named("main", async {
        let good = spawn(named("good", async { 6 * 7 }));
        let bad = spawn(named("bad", async { panic!("oh no") }));
        let stuck = spawn(named("stuck", pending::<()>()));
        let late = spawn(named("late", async { "kept until somebody asks" }));

        println!("output:   {:?}", good.await);
        println!("panicked: {}", bad.await.map(drop).unwrap_err());
        stuck.abort();
        println!("aborted:  {}", stuck.await.unwrap_err());

        while !late.is_finished() {
            yield_now().await;
        }
        late.abort(); // too late, and so without effect
        println!("late:     {:?}", late.await);

        let print = async { println!("detached: runs all the same") };
        drop(spawn(named("detached", print)));
        yield_now().await;
    }));
}
