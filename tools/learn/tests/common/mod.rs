//! A small course in a folder of its own, and a terminal to look at it.

#![allow(dead_code, reason = "each test program uses its part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub(crate) mod pty;

/// How long a check of the small course waits for what hangs. It is long enough to
/// press keys meanwhile, on a busy machine, too.
pub(crate) const DEADLINE_S: u64 = 6;

/// A workspace like this one, with three exercises in two steps. Its checks are those
/// of `tools/verdict`; it needs no network and no git.
pub(crate) struct Course {
    folder: TempDir,
}

pub(crate) const RIGHT: &str = "pub fn answer() -> u32 {\n    42\n}\n";
pub(crate) const WRONG: &str = "pub fn answer() -> u32 {\n    7\n}\n";
pub(crate) const HANGS: &str = "pub fn answer() -> u32 {\n    loop {\n        std::thread::yield_now();\n    }\n}\n";
pub(crate) const SKELETON: &str = "pub fn answer() -> u32 {\n    todo!()\n}\n";

impl Course {
    /// A folder for one.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("there is room") }
    }

    pub(crate) fn new() -> Self {
        let course = Self::empty();
        course.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\n\
             members = [\"step01-ask/exercises\", \"step02-sleep/exercises\"]\n",
        );
        course.write(
            "book/src/SUMMARY.md",
            "# Summary\n\n- [Step 1: a small step](step01.md)\n\
             - [Step 2: another](step02.md)\n",
        );
        for step in ["step01", "step02"] {
            course.write(
                &format!("book/src/{step}.md"),
                "# A chapter\n\n## The idea {#idea}\n\nWhoever asks gets an answer.\n\n\
                 ## The rest {#rest}\n\nNot this.\n",
            );
        }
        course.add_step("step01-ask", &["e01_answer", "e02_reply"]);
        course.add_step("step02-sleep", &["e03_letter"]);
        course
    }

    fn add_step(&self, step: &str, exercises: &[&str]) {
        let verdict = Path::new(env!("CARGO_MANIFEST_DIR")).join("../verdict");
        let verdict = toml_string(&verdict);
        let package = step.split('-').next().expect("it has a number");
        let mut manifest = format!(
            "[package]\nname = \"{package}-exercises\"\nversion = \"0.1.0\"\n\
             edition = \"2024\"\nautobins = false\n\n\
             [dependencies]\nverdict = {{ path = {verdict} }}\n"
        );
        for name in exercises {
            manifest.push_str(&format!(
                "\n[[bin]]\nname = \"{name}\"\npath = \"checks/{name}.rs\"\n"
            ));
            self.add_exercise(step, package, name);
        }
        self.write(&format!("{step}/exercises/Cargo.toml"), &manifest);
        self.write(&format!("{step}/examples/hello.rs"), "fn main() {}\n");
    }

    fn add_exercise(&self, step: &str, package: &str, name: &str) {
        let folder = format!("{step}/exercises");
        self.write(&format!("{folder}/{name}.rs"), SKELETON);
        self.write(&format!("{folder}/skeletons/{name}.rs"), SKELETON);
        self.write(&format!("{folder}/solutions/{name}.rs"), RIGHT);
        self.write(
            &format!("{folder}/notes/{name}.md"),
            &format!(
                "# The answer of {name}\n\n\
                 Read first: [book/src/{package}.md#idea](../{package}.md)\n\n\
                 Return the answer.\n\n## Hint 1\n\nThe first hint.\n\n\
                 ## Hint 2\n\nThe second hint.\n\n## Hint 3\n\nThe third hint.\n\n\
                 ## Hint E-WRONG-OUTPUT\n\nThe hint for a wrong number.\n\n\
                 ## Afterwards\n\nThe reference says it in one word.\n"
            ),
        );
        self.write(
            &format!("{folder}/checks/{name}.rs"),
            &CHECKS
                .replace("NAME", name)
                .replace("FOLDER", &folder)
                .replace("DEADLINE", &DEADLINE_S.to_string()),
        );
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("ours");
        fs::write(path, text).expect("it can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path))
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// What the learner writes into the first exercise.
    pub(crate) fn save(&self, text: &str) {
        self.write("step01-ask/exercises/e01_answer.rs", text);
    }

    pub(crate) fn state(&self) -> String {
        self.read(".learn")
    }

    /// The variables that a course must see, and those that it must not.
    pub(crate) fn environment(&self) -> Vec<(&'static str, Option<PathBuf>)> {
        let set = |path: &str| Some(self.root().join(path));
        let mut all = vec![
            ("CARGO_TARGET_DIR", set("target")),
            ("XDG_STATE_HOME", set("state-of-the-user")),
            ("CARGO_NET_OFFLINE", Some("true".into())),
            ("TERM", Some("xterm-256color".into())),
            ("LC_ALL", Some("C.UTF-8".into())),
        ];
        let unset = [
            "NO_COLOR",
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "BROWSER",
            "CARGO_MANIFEST_DIR",
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "RUSTC_WRAPPER",
            "RUSTC",
        ];
        all.extend(unset.map(|name| (name, None)));
        all
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_learn"));
        command.args(arguments).current_dir(self.root()).stdin(Stdio::null());
        for (name, value) in self.environment() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }

    /// Runs a command without a terminal.
    pub(crate) fn learn(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().expect("it starts"))
    }
}

fn toml_string(path: &Path) -> String {
    format!("'{}'", path.display())
}

/// What a command left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            status: output.status.code().expect("it ended by itself"),
            out: String::from_utf8(output.stdout).expect("it prints text"),
            err: String::from_utf8(output.stderr).expect("it prints text"),
        }
    }

    #[track_caller]
    pub(crate) fn ended(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "no {text:?} in {self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn complains_of_nothing(self) {
        assert_eq!(self.err, "");
    }

    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no {text:?} in {self:#?}");
        self
    }
}

const CHECKS: &str = r#"//! Checks.
use std::process::ExitCode;
use std::time::Duration;

use verdict::{Check, Exercise, Outcome, codes, ensure};

#[allow(dead_code)]
#[path = "../NAME.rs"]
mod exercise;

const EXERCISE: Exercise = Exercise::new(
    "NAME",
    "FOLDER/NAME.rs",
    include_str!("../notes/NAME.md"),
    &[
        Check::new("it answers", answers, "Nothing in `answer` has to wait.")
            .deadline(Duration::from_secs(DEADLINE)),
        Check::new("it answers right", right, "Nothing in `answer` has to wait."),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

fn answers() -> Outcome {
    exercise::answer();
    Ok(())
}

fn right() -> Outcome {
    let answer = exercise::answer();
    ensure!(answer == 42, codes::WRONG_OUTPUT, "42", "it says {answer}");
    Ok(())
}
"#;
