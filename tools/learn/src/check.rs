//! Checks an exercise: compiles it, runs its checks, and reads the verdict.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, thread};

use serde_json::Value;
use verdict::{Code, Sequence, Status, Verdict, codes};

use crate::course::{Course, Exercise};

/// What has become of a check.
#[derive(Clone, Debug)]
pub(crate) enum Report {
    /// The compiler's errors, as it shows them: first those in the learner's file.
    NotCompiled(Vec<String>),
    Verdict(Box<Verdict>),
    /// Something that isn't the learner's fault: one sentence, and maybe details.
    Trouble(String),
    Cancelled,
}

/// What a check is at.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Stage {
    /// What cargo says that it does.
    Compiling(String),
    Checking,
}

/// How the parts of a check are run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    pub(crate) color: bool,
    /// In a process group of their own: so that they can be ended together, but
    /// Ctrl-C doesn't reach them.
    pub(crate) own_group: bool,
}

/// The child that is running, if one is; and whether any may.
#[derive(Debug, Default)]
pub(crate) struct Running(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    cancelled: bool,
    child: Option<Child>,
    own_group: bool,
}

impl Running {
    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the child and all that it has started. No other will be started.
    pub(crate) fn cancel(&self) {
        let mut inside = self.inside();
        inside.cancelled = true;
        let own_group = inside.own_group;
        if let Some(child) = &mut inside.child {
            // It hasn't been waited for, so nobody else can have its number.
            #[cfg(unix)]
            if own_group {
                let group = i32::try_from(child.id()).ok();
                if let Some(group) = group.and_then(rustix::process::Pid::from_raw) {
                    let kill = rustix::process::Signal::KILL;
                    // It may be gone.
                    let _ = rustix::process::kill_process_group(group, kill);
                }
            }
            let _ = own_group;
            // It may be gone.
            let _ = child.kill();
        }
    }

    fn is_cancelled(&self) -> bool {
        self.inside().cancelled
    }

    /// Starts a program whose output is then `read`, and waits for its end. `None`
    /// when it was cancelled.
    pub(crate) fn run<T>(
        &self,
        command: &mut Command,
        own_group: bool,
        read: impl FnOnce(&mut Child) -> T,
    ) -> io::Result<Option<(T, ExitStatus)>> {
        #[cfg(unix)]
        if own_group {
            std::os::unix::process::CommandExt::process_group(command, 0);
        }
        let streams = {
            let mut inside = self.inside();
            if inside.cancelled {
                return Ok(None);
            }
            inside.own_group = own_group;
            let child = inside.child.insert(command.spawn()?);
            read(child)
        };
        let status = loop {
            let mut inside = self.inside();
            let child = inside.child.as_mut().expect("only this takes it away");
            if let Some(status) = child.try_wait()? {
                inside.child = None;
                break status;
            }
            drop(inside);
            thread::sleep(Duration::from_millis(2));
        };
        Ok((!self.is_cancelled()).then_some((streams, status)))
    }
}

/// The compiler's output goes into a directory of its own: an editor that checks the
/// workspace, or a `cargo test` beside it, would hold the lock of the common one.
pub(crate) fn target_dir(root: &Path) -> PathBuf {
    let common = env::var_os("CARGO_TARGET_DIR").filter(|it| !it.is_empty());
    let common = common.map_or_else(|| root.join("target"), PathBuf::from);
    // Cargo takes it from where it runs, and that is the root.
    std::path::absolute(&common).unwrap_or(common).join("learn")
}

/// Cargo, in the root of the workspace.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.current_dir(root);
    cargo
}

/// Compiles an exercise, and says where its program is; `Err` says what is wrong.
pub(crate) fn compile(
    course: &Course,
    exercise: &Exercise,
    manner: Manner,
    running: &Running,
    stage: &(dyn Fn(Stage) + Sync),
) -> Result<PathBuf, Report> {
    let Manner { color, own_group } = manner;
    let format = match color {
        true => "--message-format=json-diagnostic-rendered-ansi",
        false => "--message-format=json",
    };
    let mut command = cargo(&course.root);
    command
        .args(["build", "--package", &exercise.package, "--bin", &exercise.name])
        .args([format, "--color=never", "--target-dir"])
        .arg(target_dir(&course.root))
        // Nobody debugs them, and the linker is quicker without.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    stage(Stage::Compiling(String::new()));
    let trouble = |error: io::Error| {
        Report::Trouble(format!("cargo can't be started: {error}"))
    };
    let ran = thread::scope(|scope| {
        let started = running.run(&mut command, own_group, |child| {
            let (out, err) = (child.stdout.take(), child.stderr.take());
            let file = exercise.file();
            let messages =
                scope.spawn(move || messages(out.expect("it is piped"), &file));
            let said = scope.spawn(|| progress(err.expect("it is piped"), stage));
            (messages, said)
        })?;
        let Some(((messages, said), status)) = started else { return Ok(None) };
        let messages = messages.join().expect("it doesn't panic");
        let said = said.join().expect("it doesn't panic");
        Ok(Some((messages, said, status)))
    });
    let Some((messages, said, status)) = ran.map_err(trouble)? else {
        return Err(Report::Cancelled);
    };
    match messages.executable {
        Some(executable) if status.success() => Ok(executable),
        _ if !messages.errors.is_empty() => {
            Err(Report::NotCompiled(messages.errors))
        }
        _ => Err(Report::Trouble(format!("cargo couldn't build it:\n{said}"))),
    }
}

#[derive(Default)]
struct Messages {
    executable: Option<PathBuf>,
    errors: Vec<String>,
}

fn messages(output: impl Read, file: &str) -> Messages {
    let mut messages = Messages::default();
    let mut elsewhere = Vec::new();
    // The checks include the learner's file, and the compiler names it by that way.
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    let by_checks = format!("{folder}/checks/../{name}");
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        let Ok(value) = serde_json::from_str::<Value>(&line) else { continue };
        if let Some(executable) = value["executable"].as_str() {
            messages.executable = Some(executable.into());
        }
        let message = &value["message"];
        let text = message["message"].as_str().unwrap_or_default();
        // The last one only counts the others.
        let is_count = text.starts_with("aborting due to");
        if message["level"].as_str() != Some("error") || is_count {
            continue;
        }
        let Some(rendered) = message["rendered"].as_str() else { continue };
        let rendered = rendered.replace(&by_checks, file);
        let spans = message["spans"].as_array().into_iter().flatten();
        let mut primary = spans.filter(|span| span["is_primary"] == true);
        let is_in = |span: &Value| {
            let place = span["file_name"].as_str().unwrap_or_default();
            place.replace('\\', "/").ends_with(&format!("../{name}"))
        };
        match primary.any(is_in) {
            true => messages.errors.push(rendered),
            false => elsewhere.push(rendered),
        }
    }
    messages.errors.append(&mut elsewhere);
    messages
}

/// Passes on what cargo does, and returns what else it says.
fn progress(output: impl Read, stage: &(dyn Fn(Stage) + Sync)) -> String {
    const VERBS: [&str; 7] = [
        "Compiling",
        "Downloading",
        "Downloaded",
        "Updating",
        "Locking",
        "Blocking",
        "Adding",
    ];
    let mut said = String::new();
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        if VERBS.iter().any(|verb| line.trim_start().starts_with(verb)) {
            stage(Stage::Compiling(line.trim().into()));
        } else {
            said.push_str(&line);
            said.push('\n');
        }
    }
    said
}

/// Compiles an exercise and runs its checks.
pub(crate) fn check(
    course: &Course,
    exercise: &Exercise,
    manner: Manner,
    running: &Running,
    stage: &(dyn Fn(Stage) + Sync),
) -> Report {
    let executable = match compile(course, exercise, manner, running, stage) {
        Ok(executable) => executable,
        Err(report) => return report,
    };
    stage(Stage::Checking);
    let mut command = Command::new(executable);
    command
        .arg("--json")
        .current_dir(&course.root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let start = Instant::now();
    let ran = thread::scope(|scope| {
        let started = running.run(&mut command, manner.own_group, |child| {
            let (out, err) = (child.stdout.take(), child.stderr.take());
            let out = scope.spawn(|| text(out.expect("it is piped")));
            let err = scope.spawn(|| text(err.expect("it is piped")));
            (out, err)
        })?;
        let Some(((out, err), status)) = started else { return Ok(None) };
        let out = out.join().expect("it doesn't panic");
        let err = err.join().expect("it doesn't panic");
        Ok(Some((out, err, status)))
    });
    match ran {
        Err::<_, io::Error>(error) => {
            Report::Trouble(format!("the checks can't be started: {error}"))
        }
        Ok(None) => Report::Cancelled,
        Ok(Some((out, err, status))) => match verdict(exercise, &out, start) {
            Some(verdict) => Report::Verdict(Box::new(verdict)),
            None => Report::Trouble(format!(
                "the checks gave no verdict ({status}):\n{out}{err}"
            )),
        },
    }
}

fn text(mut output: impl Read) -> String {
    let mut bytes = Vec::new();
    // What has come until then is all there is.
    let _ = output.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads a verdict in the machine's form.
fn verdict(exercise: &Exercise, json: &str, start: Instant) -> Option<Verdict> {
    let value: Value = serde_json::from_str(json.trim()).ok()?;
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_string();
    let number = |key: &str| {
        value[key].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or(0)
    };
    let all =
        [Status::Passed, Status::NotStarted, Status::Unfinished, Status::Failed];
    let status = all.into_iter().find(|it| value["status"] == it.name())?;
    let code = value["code"].as_str().map(|id| {
        codes::find(id).unwrap_or_else(|| Code {
            id: keep(id),
            teaches: keep(&text("teaches")),
            section: "",
        })
    });
    let list = |side: &Value| {
        let items = side.as_array().into_iter().flatten();
        items.filter_map(|it| it.as_str().map(str::to_string)).collect::<Vec<_>>()
    };
    let sequence = Some(&value["sequence"]).filter(|it| it.is_object());
    Some(Verdict {
        status,
        exercise: keep(&exercise.name),
        file: keep(&exercise.file()),
        title: exercise.notes.title.clone(),
        check: value["check"].as_str().map(keep),
        passed: number("passed"),
        of: number("of"),
        code,
        expected: text("expected"),
        actual: text("actual"),
        sequence: sequence
            .map(|it| Sequence::new(list(&it["expected"]), list(&it["actual"]))),
        section: text("section"),
        hint: value["hint"].as_str().map(str::to_string),
        output: text("output"),
        elapsed: start.elapsed(),
    })
}

/// Keeps a text for as long as the process lives: a verdict's names are few, and each
/// is kept once.
fn keep(text: &str) -> &'static str {
    static KEPT: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = kept.get_or_insert_default();
    if let Some(text) = kept.get(text) {
        return text;
    }
    let text: &'static str = String::from(text).leak();
    kept.insert(text);
    text
}
