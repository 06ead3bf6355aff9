use std::env;
use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use crate::{Exercise, if_child, judge};

const HELP: &str = "\
Checks one exercise, and says what the first check finds that fails.

Usage: cargo run -p <PACKAGE> --bin <EXERCISE> [-- OPTIONS]

Options:
      --json              Print the verdict as one JSON object
      --color             Print it in colours
      --deadline SECONDS  Take a check for hung after so many seconds
  -h, --help              Print this help

Exit status: 0 all checks pass, 1 one fails, 2 the command line is wrong,
3 something is still to be written.";

const WRONG_COMMAND_LINE: u8 = 2;

#[derive(Default)]
struct Options {
    json: bool,
    color: bool,
    help: bool,
    deadline: Option<Duration>,
}

/// The `main` of an exercise's program: prints the verdict as the command line asks
/// for it, and returns its exit status.
#[must_use = "it is the exit status"]
pub fn main(exercise: &'static Exercise) -> ExitCode {
    if_child(|_| Some(exercise));
    let options = match parse(env::args_os().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("error: {error}: see --help");
            return ExitCode::from(WRONG_COMMAND_LINE);
        }
    };
    if options.help {
        println!("{HELP}");
        return ExitCode::SUCCESS;
    }
    match judge(exercise, exercise.name, options.deadline) {
        Ok(verdict) if options.json => {
            println!("{}", verdict.json());
            ExitCode::from(verdict.status.exit_status())
        }
        Ok(verdict) => {
            print!("{}", verdict.text(options.color));
            ExitCode::from(verdict.status.exit_status())
        }
        Err(error) => {
            eprintln!("error: a check couldn't be started: {error}");
            ExitCode::from(WRONG_COMMAND_LINE)
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Options, String> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--json") => options.json = true,
            Some("--color") => options.color = true,
            Some("-h" | "--help") => options.help = true,
            Some("--deadline") => {
                let value = arguments.next();
                let seconds =
                    value.as_ref().and_then(|value| value.to_str()?.parse().ok());
                let deadline =
                    seconds.and_then(|s| Duration::try_from_secs_f64(s).ok());
                let deadline = deadline.filter(|deadline| !deadline.is_zero());
                options.deadline =
                    Some(deadline.ok_or("`--deadline` takes a number of seconds")?);
            }
            _ => return Err(format!("there is no option `{}`", argument.display())),
        }
    }
    Ok(options)
}
