//! Work for a loop from outside: a plain thread spawns a task on it, and waits for
//! the result. Each message unparks the loop, which has nothing else to wait for.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use example_args::{Run, named};
use step05_multithread::{Handle, Runtime, now, oneshot, sleep};

fn work_outside(loop_0: &Handle) {
    let (sender, receiver) = mpsc::channel();
    let task = async move {
        let start = now();
        sleep(Duration::from_secs(2)).await;
        let slept = (now() - start).as_secs();
        let _ = sender.send((Handle::current().index(), slept));
    };
    drop(loop_0.spawn(named("task", task)));
    let (index, slept) = receiver.recv().expect("the task sends it");
    println!("outside: my task ran on loop {index}, for {slept} s");
}

fn main() {
    let run = Run::new("remote_spawn on step05-multithread");
    let runtime = Runtime::with_clock(1, run.clock());
    let loop_0 = runtime.handle(0);
    let (sender, receiver) = oneshot::channel();
    let outside = thread::spawn(move || {
        work_outside(&loop_0);
        sender.send("all done").expect("the main future waits for it");
    });
    let word = runtime.block_on(named("main", receiver));
    let word = word.expect("the thread sends before it ends");
    println!("loop 0:  heard \"{word}\" from another thread");
    outside.join().expect("the thread doesn't panic");
}
