//! The command line that the examples from step 3 on have in common.
#![forbid(unsafe_code)]

use std::process::exit;

use step03_timers::Clock;

const HELP: &str = "\
Runs one example of the course.

Usage: cargo run -p <STEP> --example <NAME> [-- --virtual]

Options:
      --virtual  Use a virtual clock: print the same without waiting
  -h, --help     Print this help

Example:
  cargo run -p step04-spawn --example main2 -- --virtual";

/// Returns the clock that the command line asks for: the real one, or with
/// `--virtual` a virtual one.
///
/// With `--help` it prints a help text and ends the program; with anything else, it
/// prints one sentence about it to standard error and exits with status 2.
///
/// ```
/// assert!(!example_args::clock().is_virtual());
/// ```
#[must_use]
pub fn clock() -> Clock {
    let mut clock = Clock::real();
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--virtual") => clock = Clock::new_virtual(),
            Some("-h" | "--help") => {
                println!("{HELP}");
                exit(0);
            }
            _ => {
                let argument = argument.display();
                eprintln!("error: there is no option `{argument}`: see --help");
                exit(2);
            }
        }
    }
    clock
}
