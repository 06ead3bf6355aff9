//! A time limit drops what takes too long, there where it waits. That is all there
//! is to cancelling in Rust: no exception, and nobody is asked.

use std::time::Duration;

use example_args::{Run, named};
use step03_timers::{block_on_with, now, sleep, timeout};

struct Download(&'static str);

impl Drop for Download {
    fn drop(&mut self) {
        println!("       the {} one is dropped", self.0);
    }
}

async fn download(name: &'static str, seconds: u64) -> &'static str {
    let _download = Download(name);
    sleep(Duration::from_secs(seconds)).await;
    println!("       the {name} one is complete");
    name
}

fn main() {
    let run = Run::new("timeout on step03-timers");
    let main = named("main", async {
        let start = now();
        let limit = Duration::from_secs(2);
        for (name, seconds) in [("small", 1), ("large", 60)] {
            println!("{} s    a {name} download, {limit:?} at most", since(start));
            let result = timeout(limit, named(name, download(name, seconds))).await;
            println!("{} s    {result:?}", since(start));
        }
    });
    block_on_with(run.clock(), main);
}

fn since(start: std::time::Instant) -> u64 {
    (now() - start).as_secs()
}
