//! What a join handle gives: the output, or why there is none.

use std::future::pending;
use std::panic;

use step04_spawn::{block_on, spawn, yield_now};

fn main() {
    // The panic below is meant; without this, it would also be reported.
    panic::set_hook(Box::new(|_| {}));

    block_on(async {
        let good = spawn(async { 6 * 7 });
        let bad = spawn(async { panic!("oh no") });
        let stuck = spawn(pending::<()>());
        let late = spawn(async { "kept until somebody asks" });

        println!("output:   {:?}", good.await);
        println!("panicked: {}", bad.await.map(drop).unwrap_err());
        stuck.abort();
        println!("aborted:  {}", stuck.await.unwrap_err());

        while !late.is_finished() {
            yield_now().await;
        }
        late.abort(); // too late, and so without effect
        println!("late:     {:?}", late.await);

        drop(spawn(async { println!("detached: runs all the same") }));
        yield_now().await;
    });
}
