use std::time::Duration;

use crate::ending::Ending;
use crate::{Code, Exercise, Sequence, Wrong, json, render};

/// How an exercise stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Status {
    /// All checks passed.
    Passed,
    /// The first check came upon a `todo!()`.
    NotStarted,
    /// A later check came upon one.
    Unfinished,
    /// A check failed.
    Failed,
}

impl Status {
    /// As it is in the machine's form.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::NotStarted => "not-started",
            Self::Unfinished => "unfinished",
            Self::Failed => "failed",
        }
    }

    /// The exit status of a program with this verdict.
    #[must_use]
    pub const fn exit_status(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::Failed => 1,
            Self::NotStarted | Self::Unfinished => 3,
        }
    }
}

/// What [`judge`](crate::judge) says of an exercise.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// How it stands.
    pub status: Status,
    /// The exercise's name, such as `e01_drive`.
    pub exercise: &'static str,
    /// The file to edit, from the root of the workspace.
    pub file: &'static str,
    /// The exercise's title, from its notes.
    pub title: String,
    /// The check that ended it; `None` when all have passed.
    pub check: Option<&'static str>,
    /// How many checks passed before it.
    pub passed: usize,
    /// How many checks there are.
    pub of: usize,
    /// The mistake, when a check failed.
    pub code: Option<Code>,
    /// What was expected, or empty.
    pub expected: String,
    /// What happened, or empty; it may have several lines.
    pub actual: String,
    /// Both orders of events, if the check is about order.
    pub sequence: Option<Sequence>,
    /// The section of the book to read or reread.
    pub section: String,
    /// The hint for this mistake, if the notes have one.
    pub hint: Option<String>,
    /// What the learner's code printed in the last check that ran, the first
    /// 8 KiB.
    pub output: String,
    /// How long all checks took together.
    pub elapsed: Duration,
}

impl Verdict {
    pub(crate) fn passed(
        exercise: &Exercise,
        output: String,
        elapsed: Duration,
    ) -> Self {
        let notes = exercise.notes();
        Self {
            status: Status::Passed,
            exercise: exercise.name,
            file: exercise.file,
            title: notes.title,
            check: None,
            passed: exercise.checks.len(),
            of: exercise.checks.len(),
            code: None,
            expected: String::new(),
            actual: String::new(),
            sequence: None,
            section: notes.section,
            hint: None,
            output,
            elapsed,
        }
    }

    pub(crate) fn failed(
        exercise: &Exercise,
        index: usize,
        ending: Ending,
        output: String,
        elapsed: Duration,
    ) -> Self {
        let check = &exercise.checks[index];
        let verdict = Self {
            status: if index == 0 { Status::NotStarted } else { Status::Unfinished },
            check: Some(check.name),
            passed: index,
            ..Self::passed(exercise, output, elapsed)
        };
        let Ending::Failed(wrong) = ending else { return verdict };
        let Wrong { code, expected, actual, sequence } = wrong;
        let own = verdict.section;
        let of_code = Some(code.section).filter(|section| !section.is_empty());
        let section = check.section.or(of_code).map_or(own, str::to_string);
        Self {
            status: Status::Failed,
            code: Some(code),
            expected,
            actual,
            sequence: sequence.map(|sequence| *sequence),
            section,
            hint: exercise.notes().hint(code.id).map(str::to_string),
            ..verdict
        }
    }

    /// The command that checks it again.
    #[must_use]
    pub fn rerun(&self) -> String {
        format!("cargo learn check {}", self.exercise)
    }

    /// The verdict for a reader: lines of at most 80 columns, with colours or without.
    #[must_use]
    pub fn text(&self, color: bool) -> String {
        render::text(self, color)
    }

    /// The verdict for a program: one JSON object in one line, with the fields
    ///
    /// | field | type | |
    /// |---|---|---|
    /// | `exercise`, `title`, `file` | string | always |
    /// | `status` | string | `passed`, `not-started`, `unfinished` or `failed` |
    /// | `check` | string or null | null when `passed` |
    /// | `passed`, `of` | number | of checks |
    /// | `code`, `teaches` | string or null | a string when `failed` |
    /// | `expected`, `actual` | string | empty unless `failed`; may have several lines; `expected` is empty too when a guard stepped in |
    /// | `sequence` | object or null | `expected` and `actual`, lists of strings; `divergence`, an index |
    /// | `section` | string | to read, or when `failed` to reread |
    /// | `hint` | string or null | Markdown, if the notes have one for the code |
    /// | `output` | string | what the learner's code printed |
    /// | `elapsed_ms` | number | for all checks |
    /// | `rerun` | string | a command |
    #[must_use]
    pub fn json(&self) -> String {
        json::object(self)
    }
}
