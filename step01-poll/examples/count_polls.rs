//! What it costs to wait for one second when one can only ask.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use example_args::{Run, named};
use step01_poll::{block_on, sleep};

fn main() {
    let _run = Run::in_real_time("count_polls on step01-poll");
    let mut polls = 0_u64;
    let mut second = pin!(sleep(Duration::from_secs(1)));
    let counted = poll_fn(|cx| {
        polls += 1;
        second.as_mut().poll(cx)
    });
    block_on(named("main", counted));
    println!("asked: are you done?  {polls} times");
    println!("answered: not yet     {} times", polls - 1);
}
