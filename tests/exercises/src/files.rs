//! The files of the exercises: where they are, and what is in them.

use std::fs;
use std::path::{Path, PathBuf};

/// The workspace.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The steps that can have exercises.
pub const STEPS: [&str; 5] = [
    "step01-poll",
    "step02-waker",
    "step03-timers",
    "step04-spawn",
    "step05-multithread",
];

/// The files of one exercise.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Such as `e01_drive`.
    pub name: String,
    /// Such as `step01-poll/exercises`, in full.
    pub directory: PathBuf,
    /// All of `solutions/`.
    pub solutions: Vec<PathBuf>,
    /// All of `wrong/`.
    pub wrong: Vec<PathBuf>,
}

impl Exercise {
    /// Its number, 1 to 30.
    ///
    /// # Panics
    ///
    /// When its name has none.
    #[must_use]
    pub fn number(&self) -> usize {
        let number = self.name.get(1..3).and_then(|digits| digits.parse().ok());
        number.unwrap_or_else(|| panic!("{} has no number", self.name))
    }

    /// Its skeleton.
    #[must_use]
    pub fn skeleton(&self) -> PathBuf {
        self.directory.join("skeletons").join(format!("{}.rs", self.name))
    }

    /// What the learner edits.
    #[must_use]
    pub fn learners(&self) -> PathBuf {
        self.directory.join(format!("{}.rs", self.name))
    }

    /// Its notes.
    #[must_use]
    pub fn notes(&self) -> PathBuf {
        self.directory.join("notes").join(format!("{}.md", self.name))
    }
}

/// All exercises, in their order: one for each skeleton.
#[must_use]
pub fn exercises() -> Vec<Exercise> {
    let mut exercises = Vec::new();
    for step in STEPS {
        let directory = Path::new(ROOT).join(step).join("exercises");
        let all_solutions = list(&directory.join("solutions"));
        for skeleton in list(&directory.join("skeletons")) {
            let name = stem(&skeleton);
            let mut solutions = all_solutions.clone();
            let another = format!("{name}__");
            solutions.retain(|file| {
                let stem = stem(file);
                stem == name || stem.starts_with(&another)
            });
            let wrong = list(&directory.join("wrong").join(&name));
            let directory = directory.clone();
            exercises.push(Exercise { name, directory, solutions, wrong });
        }
    }
    exercises
}

/// The code that a wrong answer has to get: its first line is `//! Verdict: E-CODE`.
///
/// # Errors
///
/// When it is not.
pub fn header(text: &str) -> Result<&str, String> {
    let first = text.lines().next().unwrap_or_default();
    first.strip_prefix("//! Verdict: ").ok_or_else(|| {
        format!("it begins with `//! Verdict: E-…`, not with `{first}`")
    })
}

/// Reads a file.
///
/// # Panics
///
/// When it can't be read, with its path.
#[must_use]
pub fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The name of a file without its ending.
#[must_use]
pub fn stem(path: &Path) -> String {
    path.file_stem().map_or(String::new(), |stem| stem.display().to_string())
}

/// What is in a directory, sorted; nothing if it isn't there.
#[must_use]
pub fn list(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let mut paths: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}
