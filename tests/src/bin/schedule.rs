//! Runs a program in virtual time on one of the loops, and prints what happens in
//! which order. What a program is: see the documentation of `tests::schedule`.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use tests::limit::within_limit;
use tests::ours::{Step01, Step02, Step03, Step04, Step05};
use tests::schedule::{Ended, Program, QueuedTokio, Report, random_program, run};

const EXAMPLES: &str = "\
Examples:
  cargo run -p tests --bin schedule -- --on step04 tests/asyncio/main2.json
  echo '{\"tasks\": {\"main\": [{\"sleep\": 5}]}}' | cargo run -p tests --bin schedule -- -
  cargo run -p tests --bin schedule -- --on tokio --random 7
  cargo run -p tests --bin schedule -- --random 7 --print | \
python3 tests/asyncio/reference.py -

Exit status: 0 when main came to its end, 1 when it failed or the program deadlocked,
2 when the program or the command line is wrong.";

/// Runs a program of tasks in virtual time, and prints its events: milliseconds,
/// task, what it does.
#[derive(Parser)]
#[command(name = "schedule", after_help = EXAMPLES)]
struct Arguments {
    /// The loop that runs the program
    #[arg(long, value_enum, default_value_t = On::Step04)]
    on: On,

    /// A JSON file; - reads standard input
    #[arg(required_unless_present = "random")]
    program: Option<PathBuf>,

    /// Take the random program of this seed instead
    #[arg(long, value_name = "SEED", conflicts_with = "program")]
    random: Option<u64>,

    /// Print the program in one line, and don't run it
    #[arg(long)]
    print: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum On {
    /// Step 1: no tasks; sleeps in real time
    Step01,
    /// Step 2: no tasks; sleeps in real time
    Step02,
    /// Step 3: no tasks
    Step03,
    /// Step 4
    Step04,
    /// Step 5, with one loop
    Step05,
    /// tokio's current-thread runtime, its clock paused
    Tokio,
}

impl On {
    fn run(self, program: Program) -> Result<Report, String> {
        match self {
            Self::Step01 => run::<Step01>(&program),
            Self::Step02 => run::<Step02>(&program),
            // Virtual time takes none. If this does, a wake was lost.
            Self::Step03 => within_limit(move || run::<Step03>(&program)),
            Self::Step04 => within_limit(move || run::<Step04>(&program)),
            Self::Step05 => within_limit(move || run::<Step05<1>>(&program)),
            Self::Tokio => within_limit(move || run::<QueuedTokio>(&program)),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let printed = arguments.printed();
    let (lines, status) = printed.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        (Vec::new(), 2)
    });
    let mut out = io::stdout().lock();
    for line in lines {
        // A reader that has seen enough, such as `head`, is no error.
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    ExitCode::from(status)
}

impl Arguments {
    fn printed(&self) -> Result<(Vec<String>, u8), String> {
        let program = match (&self.random, &self.program) {
            (Some(seed), _) => random_program(*seed),
            (None, Some(path)) => read(path)?,
            (None, None) => unreachable!("clap asks for one of them"),
        };
        if self.print {
            return Ok((vec![program.to_json()], 0));
        }
        let report = self.on.run(program)?;
        Ok((report.lines, u8::from(report.ended != Ended::Well)))
    }
}

fn read(path: &Path) -> Result<Program, String> {
    let (name, json) = if path == Path::new("-") {
        let mut json = String::new();
        let result = io::stdin().read_to_string(&mut json);
        ("standard input".to_owned(), result.map(|_length| json))
    } else {
        (path.display().to_string(), fs::read_to_string(path))
    };
    let json = json.map_err(|error| format!("{name}: {error}"))?;
    Program::parse(&json).map_err(|error| format!("{name}: {error}"))
}
