use std::path::PathBuf;
use std::process::exit;

use lexopt::{Arg, Parser};

const HELP: &str = "\
Runs one example of the course.

Usage: cargo run -p <STEP> --example <NAME> [-- <OPTIONS>]

Options:
      --virtual        Use a virtual clock: print the same without waiting
      --timeline FILE  Draw the run. The file's name ends in .txt, .svg, .html (a page
                       to step through), .json (the recording) or .trace.json (for
                       Perfetto); - is the terminal
  -h, --help           Print this help

Examples:
  cargo run -p step04-spawn --example main2 -- --virtual
  cargo run -p step04-spawn --example main2 -- --virtual --timeline main2.svg
  cargo run -p step01-poll --example interleave -- --timeline -";

/// What the command line asks for.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) is_virtual: bool,
    pub(crate) timeline: Option<PathBuf>,
}

impl Args {
    /// Ends the program if it asks for help, or for something that isn't there.
    pub(crate) fn parse() -> Self {
        Self::try_parse().unwrap_or_else(|error| fail(2, &error))
    }

    fn try_parse() -> Result<Self, String> {
        let mut args = Self::default();
        let mut parser = Parser::from_env();
        let wrong = |error: lexopt::Error| format!("{error}: see --help");
        while let Some(arg) = parser.next().map_err(wrong)? {
            match arg {
                Arg::Long("virtual") => args.is_virtual = true,
                Arg::Long("timeline") => {
                    args.timeline = Some(parser.value().map_err(wrong)?.into());
                }
                Arg::Short('h') | Arg::Long("help") => {
                    println!("{HELP}");
                    exit(0);
                }
                Arg::Value(value) => {
                    let value = value.display();
                    return Err(format!("there is no option `{value}`: see --help"));
                }
                Arg::Short(letter) => {
                    return Err(format!(
                        "there is no option `-{letter}`: see --help"
                    ));
                }
                Arg::Long(name) => {
                    return Err(format!(
                        "there is no option `--{name}`: see --help"
                    ));
                }
            }
        }
        Ok(args)
    }
}

/// Ends the program with a sentence.
pub(crate) fn fail(status: i32, what: &str) -> ! {
    eprintln!("error: {what}");
    exit(status)
}
