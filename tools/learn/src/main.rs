//! The course in the terminal: `cargo learn`.
//!
//! Read [`course`] first, for what there is to do; then [`check`], for how an exercise
//! is checked, [`state`], for what is kept, and [`screen`], for what is shown while the
//! learner writes. Each command without a screen is a function in [`commands`].

/// Prints; but when nobody reads it any more, as after `| head`, that is no fault.
macro_rules! put {
    ($($text:tt)*) => {{
        use std::io::Write;
        let _ = write!(std::io::stdout(), $($text)*);
    }};
}

/// The same, and ends the line.
macro_rules! putln {
    ($($text:tt)*) => { put!("{}\n", format_args!($($text)*)) };
}

mod args;
mod course;

mod check;
mod clock;
mod hints;
mod state;

mod pages;
mod text;

mod commands;
mod files;
mod screen;

use std::env;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use args::Request;
use course::Course;

/// The exit statuses: what the checks' own programs say, too.
mod exit {
    pub(crate) const NOT_PASSED: u8 = 1;
    pub(crate) const TROUBLE: u8 = 2;
    pub(crate) const NOT_STARTED: u8 = 3;
}

fn main() -> ExitCode {
    match run() {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(exit::TROUBLE)
        }
    }
}

fn run() -> Result<u8, String> {
    let request = args::parse(env::args_os().skip(1).collect())?;
    if let Request::Help { of } = &request {
        match of.as_deref() {
            None => putln!("{}", args::HELP),
            Some("--version") => putln!("learn {}", env!("CARGO_PKG_VERSION")),
            Some(command) => putln!("{}", args::help(command)?),
        }
        return Ok(0);
    }
    let course = find()?;
    match request {
        Request::Doctor => Ok(commands::doctor(&course)),
        _ if course.exercises.is_empty() => {
            Err("this course has no exercises yet".into())
        }
        Request::Course { plain: false } if has_screen() => screen::run(course),
        request => commands::run(course, request),
    }
}

/// The course around the current directory, or else around this program's package,
/// which cargo names when it runs it.
fn find() -> Result<Course, String> {
    let here = env::current_dir()
        .map_err(|error| format!("the current directory isn't there: {error}"))?;
    Course::find(&here).or_else(|error| {
        let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        package.map_or(Err(error), |package| Course::find(&package))
    })
}

/// Whether somebody sits there who can read a screen and press keys.
fn has_screen() -> bool {
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && !is_dumb
}

/// Whether to print in colours.
fn has_color() -> bool {
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let no_color = env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    std::io::stdout().is_terminal() && !is_dumb && !no_color
}
