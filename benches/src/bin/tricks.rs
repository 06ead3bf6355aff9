//! The table of what each trick buys: the last part of `benches/without/run`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use benches::report::{self, Run, Trick};
use clap::Parser;

/// Prints what each trick buys, from the runs that `benches/without/run` has made.
#[derive(Debug, Parser)]
#[command(max_term_width = 85)]
struct Arguments {
    /// What repeats the runs
    #[arg(long)]
    command: String,
    /// For each trick a directory, with its `patch`, and with `1-with.json`,
    /// `1-without.json`, `2-with.json` and so on; or, for two steps in one run,
    /// with `1.json` and so on
    #[arg(required = true)]
    runs: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let Arguments { command, runs } = Arguments::parse();
    let tricks: Result<Vec<_>, _> = runs.iter().map(|runs| read(runs)).collect();
    let printed = tricks.and_then(|tricks| {
        let text = report::tricks(&tricks, &command);
        let printed = io::stdout().write_all(text.as_bytes());
        printed.map_err(|error| format!("standard output: {error}"))
    });
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("tricks: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn read(runs: &Path) -> Result<Trick, String> {
    let patch = runs.join("patch");
    let (name, instead, pair): (_, _, fn(&Path, usize) -> _) = if patch.exists() {
        let text = text(&patch)?;
        let line = |start: &str| {
            let found = text.lines().find_map(|line| line.strip_prefix(start));
            let found = found.map(|it| it.trim().to_owned());
            found.ok_or_else(|| format!("{}: no `{start}`", patch.display()))
        };
        (line("Trick:")?, line("Instead:")?, with_and_without)
    } else {
        let name = "step 4 → step 5".to_owned();
        (name, "step 4; several ideas together".to_owned(), steps)
    };
    let mut pairs = Vec::new();
    while let Some(pair) = pair(runs, pairs.len() + 1)? {
        pairs.push(pair);
    }
    if pairs.is_empty() {
        return Err(format!("{}: there are no runs", runs.display()));
    }
    Ok(Trick { name, instead, pairs })
}

fn with_and_without(runs: &Path, number: usize) -> Result<Option<[Run; 2]>, String> {
    let with = runs.join(format!("{number}-with.json"));
    if !with.exists() {
        return Ok(None);
    }
    let without = runs.join(format!("{number}-without.json"));
    Ok(Some([run(&with, "step05")?, run(&without, "step05")?]))
}

fn steps(runs: &Path, number: usize) -> Result<Option<[Run; 2]>, String> {
    let both = runs.join(format!("{number}.json"));
    if !both.exists() {
        return Ok(None);
    }
    Ok(Some([run(&both, "step05")?, run(&both, "step04")?]))
}

fn run(file: &Path, entrant: &str) -> Result<Run, String> {
    let results = report::read_json(&text(file)?);
    let results = results.map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(Run { results, entrant: entrant.to_owned() })
}

fn text(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}
