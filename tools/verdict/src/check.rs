use std::time::Duration;

use crate::notes::Notes;
use crate::{Code, Outcome};

/// One exercise: a file to write, and the checks it has to pass.
#[derive(Clone, Copy, Debug)]
pub struct Exercise {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) notes: &'static str,
    pub(crate) checks: &'static [Check],
}

impl Exercise {
    /// An exercise.
    ///
    /// - `name`: as the file is named, `e01_drive`
    /// - `file`: what the learner edits, from the root of the workspace
    /// - `notes`: the text of `notes/<name>.md`, by `include_str!`
    /// - `checks`: from fundamental to subtle
    #[must_use]
    pub const fn new(
        name: &'static str,
        file: &'static str,
        notes: &'static str,
        checks: &'static [Check],
    ) -> Self {
        Self { name, file, notes, checks }
    }

    /// Its name, such as `e01_drive`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The file that the learner edits, from the root of the workspace.
    #[must_use]
    pub const fn file(&self) -> &'static str {
        self.file
    }

    /// Its notes: title, section, hints.
    #[must_use]
    pub fn notes(&self) -> Notes {
        Notes::parse(self.notes)
    }

    /// Its checks, in their order.
    #[must_use]
    pub const fn checks(&self) -> &'static [Check] {
        self.checks
    }
}

/// One question to the learner's code, asked in a process of its own.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    pub(crate) name: &'static str,
    pub(crate) run: fn() -> Outcome,
    pub(crate) hangs: &'static str,
    pub(crate) deadline: Duration,
    pub(crate) memory: usize,
    pub(crate) section: Option<&'static str>,
    pub(crate) means: &'static [(When, Code)],
}

/// What a guard may see, of which a check knows better what it means.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// The check didn't end before its deadline, or loom found an order in which every
    /// thread waits.
    Hang,
    /// Some thread panicked, with a message that contains this. Whether the process
    /// aborted after that, or hung, makes no difference.
    Panic(&'static str),
    /// The process aborted.
    Abort,
    /// The stack overflowed.
    StackOverflow,
    /// The memory went beyond its limit.
    Memory,
}

impl Check {
    /// How long a check may run.
    pub const DEADLINE: Duration = Duration::from_secs(2);

    /// How much memory a check may hold, in bytes.
    pub const MEMORY: usize = 64 << 20;

    /// A check.
    ///
    /// - `name`: what is so when it passes, in words; shown to the learner
    /// - `run`: runs on a thread named `check`, with 2 MiB of stack
    /// - `hangs`: what to say when it doesn't end: who waits for whom, and who should
    ///   have ended that
    #[must_use]
    pub const fn new(
        name: &'static str,
        run: fn() -> Outcome,
        hangs: &'static str,
    ) -> Self {
        Self {
            name,
            run,
            hangs,
            deadline: Self::DEADLINE,
            memory: Self::MEMORY,
            section: None,
            means: &[],
        }
    }

    /// Sets how long it may run, instead of [`DEADLINE`](Self::DEADLINE).
    #[must_use]
    pub const fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Sets how many bytes it may hold, instead of [`MEMORY`](Self::MEMORY).
    #[must_use]
    pub const fn memory(self, memory: usize) -> Self {
        Self { memory, ..self }
    }

    /// Sets the section to reread when it fails, instead of the code's.
    #[must_use]
    pub const fn section(self, section: &'static str) -> Self {
        Self { section: Some(section), ..self }
    }

    /// Says which mistake it is when a guard steps in: instead of `E-HANG` or
    /// `E-PANIC`, the verdict has the code of the first that applies.
    #[must_use]
    pub const fn means(self, means: &'static [(When, Code)]) -> Self {
        Self { means, ..self }
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it says when it hangs.
    #[must_use]
    pub const fn hangs(&self) -> &'static str {
        self.hangs
    }
}
