//! The command line.

use std::ffi::OsString;

use lexopt::prelude::*;

use crate::course::distance;

/// What is asked for.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Request {
    /// The course itself; without its screen, if that is asked for.
    Course {
        plain: bool,
    },
    List,
    Check {
        name: Option<String>,
    },
    CheckAll,
    Hint {
        name: Option<String>,
    },
    Reset {
        name: String,
    },
    Solution {
        name: Option<String>,
    },
    Timeline {
        name: Option<String>,
        output: Option<OsString>,
        open: bool,
    },
    Run {
        step: Option<String>,
        example: Option<String>,
        arguments: Vec<OsString>,
    },
    Book {
        arguments: Vec<OsString>,
    },
    Doctor,
    Report {
        output: Option<OsString>,
    },
    Help {
        of: Option<String>,
    },
}

pub(crate) const HELP: &str = "\
Teaches how an async runtime works: exercises, checked while you write them.

Usage: cargo learn [COMMAND]

Without a command, the course opens in the terminal: the exercise to do, and its
verdict each time that you save it. Without a terminal, it says where you are.

Commands:
  list              All exercises, and which are done
  check [NAME]      Check an exercise; `check --all` checks all
  hint [NAME]       The next hint, of three
  reset NAME        Begin an exercise anew; the old text is kept beside it
  solution [NAME]   The reference solution, after passing or asking twice
  timeline [NAME]   Draw your run above the reference's
  run STEP EXAMPLE  Run an example of a step
  book              Read the book in a browser
  doctor            See whether all that is needed is here
  report            Write down what you have done
  help [COMMAND]    What a command does, with examples

A NAME may be `e07_signal`, `e07`, `7` or `signal`. Without it, the exercise that you
are at is meant.

Options:
      --plain    Without a screen, as if there were no terminal
  -h, --help     Print this help
  -V, --version  Print the version

Exit status: 0 passed or done, 1 not passed or not shown, 2 trouble (such as a wrong
command line), 3 something is still to be written.

NO_COLOR=1 turns colours off. Progress is kept in `.learn`, in the root of the
workspace: plain text, which you may edit.";

/// The commands, and what is said of each.
const COMMANDS: [(&str, &str); 11] = [
    (
        "list",
        "Shows all exercises, and which are done, skipped or begun.\n\n\
         Usage: cargo learn list\n\n\
         Example:\n  cargo learn list",
    ),
    (
        "check",
        "Compiles an exercise, runs its checks, and says what the first check finds\n\
         that fails.\n\n\
         Usage: cargo learn check [NAME]\n       cargo learn check --all\n\n\
         Options:\n      --all  Check all exercises, one line for each\n\n\
         Examples:\n  cargo learn check\n  cargo learn check e07_signal\n  \
         cargo learn check 7\n\n\
         Exit status: 0 all checks pass, 1 one fails or it doesn't compile,\n\
         2 trouble, 3 something is still to be written.",
    ),
    (
        "hint",
        "Gives the next hint. There are three, and the last says what to reread. If\n\
         the last check found a mistake that has a hint of its own, that comes first.\n\n\
         Usage: cargo learn hint [NAME]\n\n\
         Examples:\n  cargo learn hint\n  cargo learn hint signal",
    ),
    (
        "reset",
        "Begins an exercise anew: with the file as it was given. What you wrote is kept\n\
         beside it, with `.bak` at its end (or `.bak2`, and so on).\n\n\
         Usage: cargo learn reset NAME\n\n\
         Example:\n  cargo learn reset e07_signal",
    ),
    (
        "solution",
        "Shows the reference solution. If you haven't passed, ask twice.\n\n\
         Usage: cargo learn solution [NAME]\n\n\
         Example:\n  cargo learn solution e07_signal\n\n\
         Exit status: 0 if it was shown, 1 if you have to ask again.",
    ),
    (
        "timeline",
        "Draws your run of an exercise above the reference's, in one HTML file, and\n\
         marks where they part. Not every exercise has a schedule to draw.\n\n\
         Usage: cargo learn timeline [NAME] [OPTIONS]\n\n\
         Options:\n  -o, --output FILE  Where to write it [default: in the system's\n\
         \x20                    folder for temporary files]\n      \
         --no-open      Don't open it in a browser\n\n\
         Example:\n  cargo learn timeline e04_join_all -o breakfast.html\n\n\
         Exit status: 0 if it was drawn, 1 if there is nothing to draw.",
    ),
    (
        "run",
        "Runs an example of a step. What comes after its name is handed to it. Without\n\
         an example, it lists those that there are.\n\n\
         Usage: cargo learn run [STEP [EXAMPLE [ARGUMENTS]]]\n\n\
         Examples:\n  cargo learn run 4 main2\n  cargo learn run spawn main2 --virtual\n  \
         cargo learn run 2\n\n\
         Exit status: that of the example.",
    ),
    (
        "book",
        "Builds the book, serves it to this machine only, and opens it in a browser.\n\
         The first time takes a minute or two, since mdBook has to be compiled.\n\n\
         Usage: cargo learn book [--port PORT] [--no-open]\n\n\
         Example:\n  cargo learn book --no-open",
    ),
    (
        "doctor",
        "Sees whether all that the course needs is here, and says what isn't.\n\n\
         Usage: cargo learn doctor\n\n\
         Example:\n  cargo learn doctor\n\n\
         Exit status: 0 if all is well, 2 if something is missing.",
    ),
    (
        "report",
        "Writes down what you have done, and when: a Markdown file for yourself or for\n\
         whom you like. Nothing is sent anywhere.\n\n\
         Usage: cargo learn report [-o FILE]\n\n\
         Options:\n  -o, --output FILE  Where to write it [default: learn-report.md];\n\
         \x20                    `-` prints it\n\n\
         Example:\n  cargo learn report -o -",
    ),
    ("help", "Says what a command does.\n\nUsage: cargo learn help [COMMAND]"),
];

/// What is said of a command.
pub(crate) fn help(command: &str) -> Result<&'static str, String> {
    let found = COMMANDS.iter().find(|(name, _)| *name == command);
    found.map(|(_, help)| *help).ok_or_else(|| no_command(command))
}

fn no_command(given: &str) -> String {
    let all = COMMANDS.iter().map(|(name, _)| (distance(name, given), *name));
    let most = 1 + given.chars().count() / 4;
    match all.min().filter(|(distance, _)| *distance <= most) {
        Some((_, name)) => {
            format!("there is no command `{given}`; did you mean `{name}`?")
        }
        None => format!("there is no command `{given}`: see `cargo learn --help`"),
    }
}

/// Reads the command line, without the program's name.
pub(crate) fn parse(arguments: Vec<OsString>) -> Result<Request, String> {
    read(arguments).map_err(|error| match error {
        lexopt::Error::Custom(error) => error.to_string(),
        error => format!("{error}: see `cargo learn --help`"),
    })
}

fn read(arguments: Vec<OsString>) -> Result<Request, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut plain = false;
    let command = loop {
        match parser.next()? {
            None => return Ok(Request::Course { plain }),
            Some(Long("plain")) => plain = true,
            Some(Short('h') | Long("help")) => {
                return Ok(Request::Help { of: None });
            }
            Some(Short('V') | Long("version")) => {
                return Ok(Request::Help { of: Some("--version".into()) });
            }
            Some(Value(command)) => break command.string()?,
            Some(other) => return Err(other.unexpected()),
        }
    };
    // These hand on what isn't theirs.
    if command == "book" {
        let arguments: Vec<OsString> = parser.raw_args()?.collect();
        if arguments.iter().any(|it| it == "-h" || it == "--help") {
            return Ok(Request::Help { of: Some(command) });
        }
        return Ok(Request::Book { arguments });
    }
    let (mut names, mut rest) = (Vec::<String>::new(), Vec::new());
    let (mut all, mut open, mut output) = (false, true, None);
    let most = match command.as_str() {
        "list" | "doctor" | "report" => 0,
        "check" | "hint" | "reset" | "solution" | "timeline" | "help" => 1,
        "run" => 2,
        _ => return Err(no_command(&command).into()),
    };
    loop {
        if command == "run" && names.len() == most {
            rest = parser.raw_args()?.collect();
            // As cargo has it, though it isn't needed here.
            if rest.first().is_some_and(|it| it == "--") {
                rest.remove(0);
            }
            break;
        }
        match parser.next()? {
            None => break,
            Some(Short('h') | Long("help")) => {
                return Ok(Request::Help { of: Some(command) });
            }
            Some(Long("all")) if command == "check" => all = true,
            Some(Long("no-open")) if command == "timeline" => open = false,
            Some(Short('o') | Long("output"))
                if command == "timeline" || command == "report" =>
            {
                output = Some(parser.value()?);
            }
            Some(Value(name)) if names.len() < most => names.push(name.string()?),
            Some(other) => return Err(other.unexpected()),
        }
    }
    let mut names = names.into_iter();
    let name = names.next();
    Ok(match command.as_str() {
        "list" => Request::List,
        "check" if all && name.is_some() => {
            return Err("`--all` takes no name".into());
        }
        "check" if all => Request::CheckAll,
        "check" => Request::Check { name },
        "hint" => Request::Hint { name },
        "reset" => match name {
            Some(name) => Request::Reset { name },
            None => return Err("`reset` needs the name of an exercise".into()),
        },
        "solution" => Request::Solution { name },
        "timeline" => Request::Timeline { name, output, open },
        "run" => Request::Run { step: name, example: names.next(), arguments: rest },
        "doctor" => Request::Doctor,
        "report" => Request::Report { output },
        _ => Request::Help { of: name },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Request, String> {
        parse(line.split_whitespace().map(OsString::from).collect())
    }

    #[test]
    fn each_command_has_its_help() {
        for (command, _) in COMMANDS {
            let help = Ok(Request::Help { of: Some(command.to_string()) });
            assert_eq!(parsed(&format!("{command} --help")), help);
            assert!(HELP.contains(&format!("\n  {command}")), "{command}");
        }
        let all = COMMANDS.iter().map(|(_, help)| *help).chain([HELP]);
        for line in all.flat_map(str::lines) {
            assert!(line.chars().count() <= 86, "{line}");
        }
    }

    #[test]
    fn an_example_gets_what_follows_its_name() {
        let run = Request::Run {
            step: Some("4".into()),
            example: Some("main2".into()),
            arguments: vec!["--virtual".into(), "-h".into()],
        };
        assert_eq!(parsed("run 4 main2 --virtual -h").as_ref(), Ok(&run));
        assert_eq!(parsed("run 4 main2 -- --virtual -h"), Ok(run));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        for (line, says) in [
            ("chekc", "did you mean `check`?"),
            ("xyzzy", "cargo learn --help"),
            ("check a b", "unexpected argument \"b\""),
            ("check --all e01", "`--all` takes no name"),
            ("list --all", "invalid option '--all'"),
            ("reset", "needs the name"),
            ("report -o", "missing argument"),
        ] {
            let error = parsed(line).expect_err(line);
            assert!(error.contains(says), "{line}: {error}");
            assert_eq!(error.lines().count(), 1);
        }
    }
}
