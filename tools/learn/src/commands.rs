//! The commands that need no screen.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write;
use std::io::IsTerminal;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, process};

use verdict::Status;

use crate::args::Request;
use crate::check::{self, Manner, Report, Running};
use crate::clock;
use crate::course::{Course, unknown};
use crate::pages::{self, COLUMNS, Signs};
use crate::state::{self, Standing, State};
use crate::text::{BOLD, DIM, GREEN, RED, YELLOW, markdown, styled};
use crate::{exit, files, has_color, hints};

pub(crate) fn run(course: Course, request: Request) -> Result<u8, String> {
    let state = State::load(&course);
    let mut plain =
        Plain { course, state, color: has_color(), signs: Signs::find() };
    let status = plain.run(request);
    if let Some(trouble) = plain.state.trouble() {
        eprintln!("note: {trouble}");
    }
    status
}

/// The course in plain lines.
struct Plain {
    course: Course,
    state: State,
    color: bool,
    signs: Signs,
}

impl Plain {
    fn run(&mut self, request: Request) -> Result<u8, String> {
        match request {
            Request::Course { .. } => Ok(self.overview()),
            Request::List => Ok(self.list()),
            Request::Check { name } => {
                let index = self.meant(name.as_deref())?;
                Ok(self.check(index))
            }
            Request::CheckAll => Ok(self.check_all()),
            Request::Hint { name } => self.hint(name.as_deref()),
            Request::Reset { name } => self.reset(&name),
            Request::Solution { name } => self.solution(name.as_deref()),
            Request::Timeline { name, output, open } => {
                self.timeline(name.as_deref(), output, open)
            }
            Request::Run { step, example, arguments } => {
                self.example(step.as_deref(), example.as_deref(), &arguments)
            }
            Request::Book { arguments } => book(&self.course, &arguments),
            Request::Report { output } => self.report(output),
            Request::Doctor | Request::Help { .. } => {
                unreachable!("they come first")
            }
        }
    }

    /// The exercise that is named, or the one that the learner is at.
    fn meant(&self, name: Option<&str>) -> Result<usize, String> {
        match name {
            Some(name) => self.course.exercise(name),
            None => Ok(self.state.current(&self.course)),
        }
    }

    fn overview(&self) -> u8 {
        let current = self.state.current(&self.course);
        if self.state.is_new() {
            let exercise = &self.course.exercises[current];
            putln!("{}", pages::welcome(&self.course, exercise, self.color));
        }
        let lines = self.state.lines();
        let (signs, color) = (self.signs, self.color);
        put!("{}", pages::overview(&self.course, lines, current, signs, color));
        putln!("more        cargo learn --help");
        0
    }

    fn list(&self) -> u8 {
        let lines = self.state.lines();
        let list = pages::list(&self.course, lines, self.signs, self.color);
        let current = self.state.current(&self.course);
        let mut step = usize::MAX;
        for (index, line) in list.iter().enumerate() {
            let of = self.course.exercises[index].step;
            if of != step {
                step = of;
                let title = &self.course.steps[step].title;
                putln!("{}", styled(BOLD, title, self.color));
            }
            let mark = if index == current { ">" } else { " " };
            putln!("{mark} {line}");
        }
        putln!("\n{}", pages::counted(&self.course, lines));
        0
    }

    fn manner(&self) -> Manner {
        // Ctrl-C reaches a check, as it reaches us.
        Manner { color: self.color, own_group: false }
    }

    fn report_of(&mut self, index: usize) -> Report {
        let stage = |stage| {
            // The compiler's silence can be long when it has much to do.
            if let check::Stage::Compiling(what) = stage
                && !what.is_empty()
                && std::io::stderr().is_terminal()
            {
                eprintln!("{what}");
            }
        };
        let exercise = &self.course.exercises[index];
        let running = Running::default();
        let report =
            check::check(&self.course, exercise, self.manner(), &running, &stage);
        if let Report::Verdict(verdict) = &report {
            let code = verdict.code.map(|code| code.id);
            self.state.update(&self.course, |lines| {
                state::note_verdict(lines, &exercise.name, verdict.status, code);
            });
        }
        report
    }

    fn check(&mut self, index: usize) -> u8 {
        let report = self.report_of(index);
        let name = &self.course.exercises[index].name;
        self.state.update(&self.course, |lines| lines.set_current(name));
        let lines = self.state.lines();
        let page =
            pages::report(&self.course, index, lines, &report, self.color, COLUMNS);
        match &report {
            Report::Trouble(_) => eprint!("{page}"),
            Report::Verdict(verdict) if verdict.status == Status::Failed => {
                put!("{page}");
                putln!("{:12}cargo learn hint {name}", "or");
            }
            _ => put!("{page}"),
        }
        status(&report)
    }

    fn check_all(&mut self) -> u8 {
        let mut counts = BTreeMap::new();
        let mut worst = 0;
        for index in 0..self.course.exercises.len() {
            let report = self.report_of(index);
            let (style, word) = match &report {
                Report::Verdict(verdict) => match verdict.status {
                    Status::Passed => (GREEN, "passed".into()),
                    Status::NotStarted => (DIM, "not started".into()),
                    Status::Unfinished => (YELLOW, "unfinished".into()),
                    Status::Failed => {
                        (RED, verdict.code.map_or("failed", |it| it.id).into())
                    }
                },
                Report::NotCompiled(_) => (RED, "doesn't compile yet".into()),
                Report::Cancelled => (RED, "stopped".into()),
                Report::Trouble(what) => (RED, format!("trouble: {what}")),
            };
            let name = &self.course.exercises[index].name;
            putln!("{name:24} {}", styled(style, &word, self.color));
            let status = status(&report);
            *counts.entry(status).or_insert(0) += 1;
            // Trouble is worse than a failure, and that is worse than a beginning.
            let order = [0, exit::NOT_STARTED, exit::NOT_PASSED, exit::TROUBLE];
            let rank = |status| order.iter().position(|it| *it == status);
            if rank(status) > rank(worst) {
                worst = status;
            }
        }
        let passed = counts.get(&0).copied().unwrap_or(0);
        putln!("\n{passed} of {} pass", self.course.exercises.len());
        worst
    }

    fn hint(&mut self, name: Option<&str>) -> Result<u8, String> {
        let index = self.meant(name)?;
        let exercise = &self.course.exercises[index];
        let Some(hint) = hints::next(exercise, self.state.lines()) else {
            return Err(format!("{} has no hints", exercise.name));
        };
        let heading = format!("{}: {}", exercise.name, hint.heading);
        putln!("{}\n", styled(BOLD, &heading, self.color));
        put!("{}", markdown(&hint.text, COLUMNS, self.color));
        putln!("\n{}", hint.after);
        self.state.update(&self.course, |lines| {
            lines.set("hints", &exercise.name, &hint.noted);
        });
        Ok(0)
    }

    fn reset(&mut self, name: &str) -> Result<u8, String> {
        let index = self.course.exercise(name)?;
        let exercise = &self.course.exercises[index];
        let (name, file) = (&exercise.name, exercise.file());
        match files::reset(&self.course.root, exercise)? {
            Some(kept) => {
                putln!("{name} begins anew. What you wrote is kept in\n  {kept}");
            }
            None => putln!("{file} is as it was given."),
        }
        self.state.update(&self.course, |lines| state::forget(lines, name));
        Ok(0)
    }

    fn solution(&mut self, name: Option<&str>) -> Result<u8, String> {
        let index = self.meant(name)?;
        let exercise = &self.course.exercises[index];
        let name = &exercise.name;
        let lines = self.state.lines();
        let is_done = lines.standing(name) == Standing::Done;
        if !is_done && lines.get("asked", name).is_none() {
            putln!(
                "You haven't passed {name} yet. Finding it yourself is what teaches; \
                 a hint\ntakes less of it away: cargo learn hint {name}\n\n\
                 To see the solution all the same, ask once more."
            );
            self.state.update(&self.course, |lines| {
                lines.set("asked", name, &clock::now());
            });
            return Ok(exit::NOT_PASSED);
        }
        let solutions = exercise.solutions(&self.course.root);
        let text = fs::read_to_string(self.course.root.join(&solutions[0]))
            .map_err(|error| format!("{} can't be read: {error}", solutions[0]))?;
        putln!("{}\n", styled(BOLD, &solutions[0], self.color));
        put!("{text}");
        for other in &solutions[1..] {
            putln!("\nAnother way: {other}");
        }
        if !is_done {
            self.state.update(&self.course, |lines| {
                lines.set("solution", name, &clock::now());
            });
        } else if !exercise.notes.afterwards.is_empty() {
            putln!("");
            put!("{}", markdown(&exercise.notes.afterwards, COLUMNS, self.color));
        }
        Ok(0)
    }

    fn timeline(
        &mut self,
        name: Option<&str>,
        output: Option<OsString>,
        open: bool,
    ) -> Result<u8, String> {
        let index = self.meant(name)?;
        let output = output.map(PathBuf::from);
        match timeline(&self.course, index, output, self.manner(), true)? {
            Drawn::Nothing(why) => {
                putln!("{why}");
                Ok(exit::NOT_PASSED)
            }
            Drawn::NotCompiled => Ok(self.check(index)),
            Drawn::At(file) => {
                putln!("Your run, above the reference's: {}", file.display());
                if open {
                    files::open(file.as_os_str());
                }
                Ok(0)
            }
        }
    }

    fn example(
        &self,
        step: Option<&str>,
        example: Option<&str>,
        arguments: &[OsString],
    ) -> Result<u8, String> {
        let Some(step) = step else {
            for step in &self.course.steps {
                putln!("{}", styled(BOLD, &step.title, self.color));
                putln!("  {}", self.course.examples(step).join(" "));
            }
            putln!("\nTo run one: cargo learn run STEP EXAMPLE");
            return Ok(0);
        };
        let step = self.course.step(step)?;
        let examples = self.course.examples(step);
        let Some(example) = example else {
            putln!("{}", styled(BOLD, &step.title, self.color));
            examples.iter().for_each(|example| putln!("  {example}"));
            putln!("\nTo run one: cargo learn run {} EXAMPLE", step.number);
            return Ok(0);
        };
        let example = example.strip_suffix(".rs").unwrap_or(example);
        if !examples.iter().any(|it| it == example) {
            let known = examples.iter().map(|it| (it.as_str(), it.as_str()));
            let lister = format!("run {}", step.number);
            return Err(unknown("example", example, example, known, &lister));
        }
        let mut cargo = check::cargo(&self.course.root);
        cargo.args(["run", "--quiet", "--package", &step.package]);
        cargo.args(["--example", example, "--"]).args(arguments);
        end_of(&mut cargo)
    }

    fn report(&self, output: Option<OsString>) -> Result<u8, String> {
        let page = self.written_report();
        if output.as_ref().is_some_and(|it| it == "-") {
            put!("{page}");
            return Ok(0);
        }
        let path = match output {
            Some(path) => PathBuf::from(path),
            None => self.course.root.join("learn-report.md"),
        };
        let shown = path.display();
        fs::write(&path, page).map_err(|error| {
            format!("{shown} can't be written: {error}; `-o -` prints it instead")
        })?;
        putln!("What you have done is written down in {shown}");
        Ok(0)
    }

    fn written_report(&self) -> String {
        let lines = self.state.lines();
        let counted = pages::counted(&self.course, lines);
        let mut page = format!(
            "# Five Loops: what was done\n\nWritten on {}. {counted}.\n",
            clock::now()
        );
        let mut step = usize::MAX;
        for exercise in &self.course.exercises {
            if exercise.step != step {
                step = exercise.step;
                let title = &self.course.steps[step].title;
                writeln!(
                    page,
                    "\n## {title}\n\n\
                     | exercise | passed | from the first check | hints | solution |\n\
                     |---|---|---|---|---|"
                )
                .expect("a string has room");
            }
            let name = &exercise.name;
            let mut done =
                lines.get("done", name).unwrap_or_default().split_whitespace();
            let passed = match lines.standing(name) {
                Standing::Done => done.next().unwrap_or("yes"),
                Standing::Skipped => "skipped",
                Standing::Open => "",
            };
            let took = done.next().unwrap_or_default();
            let mut hints =
                lines.get("hints", name).unwrap_or_default().split_whitespace();
            let number: usize =
                hints.next().and_then(|it| it.parse().ok()).unwrap_or(0);
            let hints = match number + hints.count() {
                0 => String::new(),
                count => count.to_string(),
            };
            let seen = match lines.get("solution", name) {
                Some(_) => "seen before",
                None => "",
            };
            let title = &exercise.notes.title;
            writeln!(
                page,
                "| `{name}`: {title} | {passed} | {took} | {hints} | {seen} |"
            )
            .expect("a string has room");
        }
        page.push_str(
            "\nThis is what `cargo learn` noted on this machine; nobody has vouched \
             for it.\n`cargo learn check --all` checks all of it anew.\n",
        );
        page
    }
}

/// The exit status for a report.
fn status(report: &Report) -> u8 {
    match report {
        Report::Verdict(verdict) => verdict.status.exit_status(),
        Report::NotCompiled(_) => exit::NOT_PASSED,
        Report::Trouble(_) | Report::Cancelled => exit::TROUBLE,
    }
}

/// Runs a program to its end, with our streams.
fn end_of(command: &mut Command) -> Result<u8, String> {
    let status = command
        .status()
        .map_err(|error| format!("cargo can't be started: {error}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.unwrap_or(exit::TROUBLE))
}

/// The book has a program of its own: it takes long to compile.
pub(crate) fn book(course: &Course, arguments: &[OsString]) -> Result<u8, String> {
    let mut cargo = check::cargo(&course.root);
    cargo.args(["run", "--package", "book-server", "--"]);
    cargo.args(arguments);
    eprintln!("Building the book. The first time, that takes a minute or two.");
    end_of(&mut cargo)
}

/// What became of a drawing.
pub(crate) enum Drawn {
    At(PathBuf),
    /// There is none, and why.
    Nothing(String),
    /// The exercise has to compile first.
    NotCompiled,
}

/// Records the learner's run of an exercise and the reference's, and draws both.
pub(crate) fn timeline(
    course: &Course,
    index: usize,
    output: Option<PathBuf>,
    manner: Manner,
    says: bool,
) -> Result<Drawn, String> {
    let exercise = &course.exercises[index];
    let name = &exercise.name;
    let scene = course.root.join(format!("tools/schedules/src/bin/{name}.rs"));
    if !scene.is_file() {
        return Ok(Drawn::Nothing(format!(
            "{name} has no schedule to draw: its checks count and compare, but run \
             no tasks\nbeside each other."
        )));
    }
    // What doesn't compile is told best by the checks' own program.
    let running = Running::default();
    match check::compile(course, exercise, manner, &running, &|_| {}) {
        Ok(_) => {}
        Err(Report::NotCompiled(_)) => return Ok(Drawn::NotCompiled),
        Err(Report::Trouble(what)) => return Err(what),
        Err(_) => return Ok(Drawn::Nothing("It was stopped.".into())),
    }
    let folder =
        env::temp_dir().join(format!("five-loops-{}-{name}", process::id()));
    fs::create_dir_all(&folder)
        .map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
    let _folder = Removed(&folder);
    let mut recorder = check::cargo(&course.root);
    recorder.args(["run", "--quiet", "--package", "schedules", "--bin", name]);
    let recorded = recorder
        .arg("--")
        .arg(&folder)
        .output()
        .map_err(|error| format!("cargo can't be started: {error}"))?;
    let (yours, reference) =
        (folder.join("yours.json"), folder.join("reference.json"));
    let words = String::from_utf8_lossy(&recorded.stderr);
    if recorded.status.code() == Some(exit::NOT_STARTED.into()) {
        return Ok(Drawn::Nothing(format!(
            "{name} isn't written yet, so there is nothing to draw."
        )));
    }
    if !recorded.status.success() || !yours.is_file() || !reference.is_file() {
        return Ok(Drawn::Nothing(format!(
            "{name} has left no recording ({}). Check it first: cargo learn check \
             {name}\n{words}",
            recorded.status
        )));
    }
    if says {
        // How far it came, if it didn't come to its end.
        eprint!("{words}");
    }
    let file = output
        .unwrap_or_else(|| env::temp_dir().join(format!("five-loops-{name}.html")));
    let file = std::path::absolute(&file).unwrap_or(file);
    let mut cargo = check::cargo(&course.root);
    cargo.args(["run", "--quiet", "--package", "timeline", "--", "compare"]);
    cargo.arg(yours).arg(reference).arg("-o").arg(&file);
    let drawn = match says {
        true => cargo.status().map(|status| (status, String::new())),
        false => cargo
            .output()
            .map(|it| (it.status, String::from_utf8_lossy(&it.stderr).into_owned())),
    };
    let (status, said) =
        drawn.map_err(|error| format!("cargo can't be started: {error}"))?;
    // As `diff` does, it ends with 1 when the two differ.
    if !matches!(status.code(), Some(0 | 1)) || !file.is_file() {
        return Err(format!("the two runs couldn't be drawn ({status}) {said}"));
    }
    Ok(Drawn::At(file))
}

/// A folder that is removed at the end.
struct Removed<'a>(&'a Path);

impl Drop for Removed<'_> {
    fn drop(&mut self) {
        // A temporary folder that stays does no harm.
        let _ = fs::remove_dir_all(self.0);
    }
}

/// Looks at all that the course needs.
pub(crate) fn doctor(course: &Course) -> u8 {
    let color = has_color();
    let mut is_well = true;
    let mut say = |fine: Option<bool>, what: &str, found: &str| {
        let sign = match fine {
            Some(true) => styled(GREEN, "ok  ", color),
            Some(false) => styled(RED, "no  ", color),
            None => styled(YELLOW, "note", color),
        };
        is_well &= fine != Some(false);
        putln!("{sign} {what:10} {found}");
    };
    let root = &course.root;
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let asked =
        manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
    let asked = asked.unwrap_or("\"1.95\"").trim().trim_matches('"');
    let rustc = env::var_os("RUSTC").unwrap_or("rustc".into());
    match version(Command::new(rustc).current_dir(root)) {
        None => {
            say(Some(false), "rustc", "isn't found: install it by https://rustup.rs")
        }
        Some(found) => {
            let is_new = numbers(&found) >= numbers(asked);
            let advice =
                if is_new { "" } else { ": `rustup update` gets a newer one" };
            say(Some(is_new), "rustc", &format!("{found} ({asked} needed){advice}"));
        }
    }
    match version(&mut check::cargo(root)) {
        None => {
            say(Some(false), "cargo", "isn't found: install it by https://rustup.rs")
        }
        Some(found) => say(Some(true), "cargo", &found),
    }
    let count = course.exercises.len();
    let steps = course.steps.len();
    let found = format!("{count} exercises in {steps} steps, in {}", root.display());
    say(Some(count > 0), "course", &found);
    let missing = course.exercises.iter().map(|it| it.file());
    let missing: Vec<_> = missing.filter(|it| !root.join(it).is_file()).collect();
    if let Some(file) = missing.first() {
        let advice = "`cargo learn reset` brings it back";
        say(Some(false), "files", &format!("{file} isn't there: {advice}"));
    }
    let target = check::target_dir(root);
    let probe = target.join(".doctor");
    let written =
        fs::create_dir_all(&target).and_then(|()| fs::write(&probe, "well\n"));
    // It was only to see whether it can be written.
    let _ = fs::remove_file(probe);
    let shown = target.display();
    match written {
        Ok(()) => say(Some(true), "target", &format!("{shown} can be written")),
        Err(error) => {
            let advice = "set CARGO_TARGET_DIR to a folder that can";
            let found = format!("{shown} can't be written ({error}): {advice}");
            say(Some(false), "target", &found);
        }
    }
    let mut state = State::load(course);
    state.update(course, |_| {});
    match state.trouble() {
        None => say(Some(true), "progress", "is kept in .learn"),
        Some(trouble) => say(None, "progress", trouble),
    }
    match TcpListener::bind((Ipv4Addr::LOCALHOST, 0)) {
        Ok(_) => say(Some(true), "ports", "one is free on 127.0.0.1 for the book"),
        Err(error) => {
            let found =
                format!("none on 127.0.0.1 ({error}): the book can't be served");
            say(None, "ports", &found);
        }
    }
    terminal(&mut say);
    u8::from(!is_well) * exit::TROUBLE
}

fn terminal(say: &mut impl FnMut(Option<bool>, &str, &str)) {
    if !std::io::stdout().is_terminal() {
        return say(
            None,
            "terminal",
            "there is none: the commands print plain lines",
        );
    }
    let Ok((columns, rows)) = crossterm::terminal::size() else {
        return say(None, "terminal", "doesn't say how large it is");
    };
    let is_large = columns >= 80 && rows >= 24;
    let advice = if is_large { "" } else { "; 80×24 are better" };
    let colors = if has_color() { "with colours" } else { "without colours" };
    let found = format!("{columns}×{rows}, {colors}{advice}");
    say(Some(true).filter(|_| is_large), "terminal", &found);
}

/// What `--version` says.
fn version(command: &mut Command) -> Option<String> {
    let output = command.arg("--version").output().ok()?;
    let line = String::from_utf8_lossy(&output.stdout).trim().to_string();
    output.status.success().then_some(line)
}

/// The first version number in a text, as numbers.
fn numbers(text: &str) -> Vec<u32> {
    let word =
        text.split_whitespace().find(|it| it.contains('.')).unwrap_or_default();
    let digits = word.split('-').next().unwrap_or_default();
    digits.split('.').map_while(|it| it.parse().ok()).collect()
}
