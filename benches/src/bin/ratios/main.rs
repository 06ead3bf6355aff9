//! How we stand, beside the best peer: `cargo run --release -p benches --bin ratios`.

mod arguments;
mod choice;
mod date;
mod measure;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use arguments::{Arguments, Command, Output};
use benches::results::Results;
use benches::{Case, Measured, Size, cases, child, report, workloads};
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(Failure { code, sentence }) => {
            eprintln!("ratios: {sentence}");
            ExitCode::from(code)
        }
    }
}

/// Why it ends before its time.
struct Failure {
    code: u8,
    sentence: String,
}

fn wrong_command_line(sentence: String) -> Failure {
    Failure { code: 2, sentence }
}

fn failed(sentence: String) -> Failure {
    Failure { code: 1, sentence }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let Arguments { command, choice, effort, output } = arguments;
    if let Some(Command::Sample { workload, entrant, size }) = command {
        answer(&workload, &entrant, size)?;
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choice.choose().map_err(wrong_command_line)?;
    if choice.list {
        return print(&list(&chosen)).map(|()| ExitCode::SUCCESS);
    }
    // What can't be read is said before the long run.
    let measured = output.fold.as_deref().map(Measured::read).transpose();
    let measured = measured.map_err(failed)?;
    let mut results = match &output.from {
        Some(file) => read(file).map_err(failed)?,
        None => measure::measure(chosen, effort.effort()),
    };
    if let Some(measured) = measured {
        measured.fold_into(&mut results);
    }
    write(&results, &output)?;
    // A peer may be missing; one of ours may not.
    let ours =
        |name: &str| cases().iter().any(|case| case.ours && case.entrant == name);
    let whole = !results.absent.iter().any(|absent| ours(&absent.entrant));
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn answer(workload: &str, entrant: &str, size: Size) -> Result<(), Failure> {
    let fits = |case: &&Case| case.workload == workload && case.entrant == entrant;
    let (workloads, cases) = (workloads(), cases());
    let workload = workloads.iter().find(|known| known.name == workload);
    let (Some(workload), Some(case)) = (workload, cases.iter().find(fits)) else {
        return Err(wrong_command_line("there is no such case".to_owned()));
    };
    benches::pin::process(workload.cores);
    child::answer(case, size).map_err(failed)
}

/// Returns the workloads, each with who takes part.
fn list(chosen: &choice::Chosen) -> String {
    let mut text = String::new();
    for (workload, cases) in chosen {
        let entrants = choice::entrants(cases).join(", ");
        text += &format!("{}: {}\n    {entrants}\n", workload.name, workload.title);
    }
    text
}

fn read(file: &Path) -> Result<Results, String> {
    let text = fs::read_to_string(file);
    let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
    report::read_json(&text).map_err(|error| format!("{}: {error}", file.display()))
}

fn write(results: &Results, output: &Output) -> Result<(), Failure> {
    let save = |file: &Option<PathBuf>, report: fn(&Results) -> String| match file {
        Some(file) => save(file, &report(results)),
        None => Ok(()),
    };
    save(&output.svg, report::svg)?;
    save(&output.markdown, report::markdown)?;
    match &output.json {
        Some(file) if file == Path::new("-") => print(&report::json(results)),
        _ => {
            save(&output.json, report::json)?;
            print(&report::text(results))
        }
    }
}

fn save(file: &Path, text: &str) -> Result<(), Failure> {
    let saved = fs::write(file, text);
    saved.map_err(|error| failed(format!("{}: {error}", file.display())))
}

/// Prints, and says nothing if nobody reads.
fn print(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout(), "{}", text.trim_end()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(failed(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}
