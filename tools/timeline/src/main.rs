//! Draws recorded runs: `cargo run -p timeline -- --help`.
#![forbid(unsafe_code)]

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::{Arg, Parser};
use timeline::{
    Comparison, FileError, Form, Recording, Story, html, read, save, svg, text,
    write,
};

const HELP: &str = "\
Draws what an async runtime did, from a recording.

Usage: timeline draw RECORDING.json [-o FILE]
       timeline compare ABOVE.json BELOW.json [-o FILE]
       timeline strip RECORDING.json [-o FILE.svg]

Commands:
  draw     Draw a run
  compare  Say how far two runs poll the same tasks in the same order, and draw the
           one above the other
  strip    Draw a run as a strip of frames, for print

Options:
  -o, --output FILE  Where to; `-`, the terminal, if it isn't said. The file's name says
                     what is drawn: .txt, .svg, .html (a page to step through), .json
                     (the recording itself) or .trace.json (for ui.perfetto.dev).
                     `compare` draws the first three, `strip` only .svg
  -h, --help         Print this help
  -V, --version      Print the version

Exit status: 0 if all went well, 1 if it didn't, 2 if the command line is wrong.
`compare`, like diff: 0 if the two are alike, 1 if they aren't, 2 if there is trouble.

Examples:
  cargo run -p step04-spawn --example main2 -- --virtual --timeline four.json
  cargo run -p step05-multithread --example main2 -- --virtual --timeline five.json
  cargo run -p timeline -- draw four.json
  cargo run -p timeline -- draw four.json -o four.html
  cargo run -p timeline -- compare four.json five.json -o both.svg
  cargo run -p timeline -- strip four.json -o strip.svg";

fn main() -> ExitCode {
    let command = match Command::parse(Parser::from_env()) {
        Ok(command) => command,
        Err(sentence) => return fail(2, sentence),
    };
    match command {
        Command::Print(words) => match save(&format!("{words}\n"), "-".as_ref()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(1, error),
        },
        Command::Draw { recording, output } => {
            ended(read(&recording).and_then(|recording| write(&recording, &output)))
        }
        Command::Strip { recording, output } => ended(strip(&recording, &output)),
        Command::Compare { recordings: [above, below], output } => {
            match compare(&above, &below, &output) {
                Ok(true) => ExitCode::SUCCESS,
                Ok(false) => ExitCode::FAILURE,
                Err(error) => fail(2, error),
            }
        }
    }
}

enum Command {
    Print(&'static str),
    Draw { recording: PathBuf, output: PathBuf },
    Compare { recordings: [PathBuf; 2], output: PathBuf },
    Strip { recording: PathBuf, output: PathBuf },
}

impl Command {
    fn parse(mut parser: Parser) -> Result<Self, String> {
        let wrong = |what: &dyn Display| Err(format!("{what}: see --help"));
        let (mut words, mut output) = (Vec::new(), PathBuf::from("-"));
        while let Some(arg) =
            parser.next().map_err(|e| format!("{e}: see --help"))?
        {
            match arg {
                Arg::Short('h') | Arg::Long("help") => {
                    return Ok(Self::Print(HELP));
                }
                Arg::Short('V') | Arg::Long("version") => {
                    let version = concat!("timeline ", env!("CARGO_PKG_VERSION"));
                    return Ok(Self::Print(version));
                }
                Arg::Short('o') | Arg::Long("output") => {
                    let file = parser.value();
                    output = file.map_err(|e| format!("{e}: see --help"))?.into();
                }
                Arg::Value(word) => words.push(word),
                other => return wrong(&other.unexpected()),
            }
        }
        let mut words = words.into_iter();
        let Some(command) = words.next() else {
            return wrong(&"there is no command");
        };
        let files: Vec<_> = words.map(PathBuf::from).collect();
        let (form, number) = (Form::of(&output), files.len());
        let takes = |number| match number {
            1 => wrong(&format!("`{}` takes one recording", command.display())),
            _ => wrong(&format!("`{}` takes two recordings", command.display())),
        };
        match (command.to_str(), <[PathBuf; 2]>::try_from(files)) {
            (Some("draw"), Err(mut files)) if number == 1 => {
                form.map_err(|error| error.to_string())?;
                Ok(Self::Draw { recording: files.remove(0), output })
            }
            (Some("strip"), Err(mut files)) if number == 1 => match form {
                Ok(Form::Svg) => {
                    Ok(Self::Strip { recording: files.remove(0), output })
                }
                _ if output == Path::new("-") => {
                    Ok(Self::Strip { recording: files.remove(0), output })
                }
                _ => wrong(&"a strip is drawn as .svg"),
            },
            (Some("compare"), Ok(recordings)) => match form {
                Ok(Form::Text | Form::Svg | Form::Page) => {
                    Ok(Self::Compare { recordings, output })
                }
                _ => wrong(&"a comparison is drawn as .txt, .svg or .html"),
            },
            (Some("draw" | "strip"), _) => takes(1),
            (Some("compare"), _) => takes(2),
            _ => wrong(&format!("there is no command `{}`", command.display())),
        }
    }
}

fn strip(recording: &Path, output: &Path) -> Result<(), FileError> {
    save(&svg::strip(&Story::new(&drawable(recording)?)), output)
}

/// Whether the two are alike.
fn compare(above: &Path, below: &Path, output: &Path) -> Result<bool, FileError> {
    let (above, below) = (drawable(above)?, drawable(below)?);
    let (above, below) = (Story::new(&above), Story::new(&below));
    let comparison = Comparison::new(&above, &below);
    let drawing = match Form::of(output)? {
        Form::Svg => svg::compare(&above, &below),
        Form::Page => html::compare(&above, &below),
        _ => {
            let words = comparison.in_words(&above, &below);
            format!("{}\n{}\n{words}\n", text(&above), text(&below))
        }
    };
    save(&drawing, output)?;
    Ok(comparison.first_difference.is_none())
}

fn drawable(path: &Path) -> Result<Recording, FileError> {
    let recording = read(path)?;
    if recording.events.is_empty() { Err(FileError::Empty) } else { Ok(recording) }
}

fn ended(result: Result<(), FileError>) -> ExitCode {
    result.map_or_else(|error| fail(1, error), |()| ExitCode::SUCCESS)
}

fn fail(status: u8, what: impl Display) -> ExitCode {
    eprintln!("error: {what}");
    ExitCode::from(status)
}
