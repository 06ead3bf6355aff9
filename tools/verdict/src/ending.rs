//! What became of a check, from what is left of its child.

use std::process::ExitStatus;

use crate::child::NOT_WRITTEN;
use crate::judge::Child;
use crate::{Check, Code, Sequence, When, Wrong, codes};

/// How a check ended.
pub(crate) enum Ending {
    Passed,
    /// It came upon a `todo!()`.
    NotWritten,
    Failed(Wrong),
}

/// Panics that mean the same in every exercise.
const PANICS: [(&str, Code); 2] = [
    ("`async fn` resumed after completion", codes::POLL_AFTER_READY),
    (probes::POLLED_AFTER_READY, codes::POLL_AFTER_READY),
];

/// What loom says of a deadlock; then it panics or aborts.
const LOOM_DEADLOCK: &str = "deadlock; threads = ";

/// What the runtime says of a second panic: the first two say more.
const IN_DESTRUCTOR: &str = "panic in a destructor during cleanup";

impl Ending {
    pub(crate) fn of(check: &Check, child: &Child) -> Self {
        let seen = Seen { check, child };
        if child.flooded {
            return seen.guard(None, codes::ENDLESS_OUTPUT, "it printed over 1 MiB");
        }
        if seen.record("passed").is_some() {
            return Self::Passed;
        }
        if seen.panics().any(|(_, message)| message.starts_with(NOT_WRITTEN)) {
            return Self::NotWritten;
        }
        if let Some(code) = seen.record("wrong") {
            return Self::Failed(seen.wrong(code));
        }
        if let Some(explained) = seen.record("hang") {
            return seen.hang(explained);
        }
        if seen.record("memory").is_some() {
            let limit = check.memory >> 20;
            let actual = format!("it asked for more than {limit} MiB");
            return seen.guard(Some(When::Memory), codes::MEMORY, &actual);
        }
        if child.stuck {
            return seen.hang("");
        }
        seen.death()
    }
}

struct Seen<'a> {
    check: &'a Check,
    child: &'a Child,
}

impl Seen<'_> {
    fn record(&self, kind: &str) -> Option<&str> {
        self.records(kind).next()
    }

    fn records(&self, kind: &str) -> impl Iterator<Item = &str> {
        let records = self.child.records.iter();
        records.filter(move |(of, _)| of == kind).map(|(_, text)| text.as_str())
    }

    /// The place and the message of each panic.
    fn panics(&self) -> impl Iterator<Item = (&str, &str)> {
        self.records("panic").filter_map(|panic| panic.split_once('\n'))
    }

    fn wrong(&self, code: &str) -> Wrong {
        let code = codes::find(code).expect("a check has its codes from the table");
        let text = |kind| self.record(kind).unwrap_or_default();
        let sequence = Sequence::new(self.records("should"), self.records("did"));
        let wrong =
            Wrong::new(code).expected(text("expected")).actual(text("actual"));
        if sequence == Sequence::default() {
            wrong
        } else {
            wrong.sequence(sequence)
        }
    }

    /// A guard has stepped in: `code`, unless the check knows better.
    fn guard(&self, when: Option<When>, code: Code, actual: &str) -> Ending {
        let same = |other| {
            when.is_some_and(|when| {
                std::mem::discriminant(&when) == std::mem::discriminant(&other)
            })
        };
        let meant = self.panic_code().or_else(|| self.check.meaning(same));
        let mut actual = actual.to_string();
        for (place, message) in self.panics() {
            if self.deadlock() || message == IN_DESTRUCTOR {
                continue;
            }
            actual.push_str(&format!("\npanicked at {place}:\n  {message}"));
        }
        Ending::Failed(Wrong::new(meant.unwrap_or(code)).actual(actual))
    }

    /// What the check, or else every check, takes one of the panics for.
    fn panic_code(&self) -> Option<Code> {
        let said =
            |needle: &str| self.panics().any(|(_, text)| text.contains(needle));
        let own = self
            .check
            .meaning(|when| matches!(when, When::Panic(needle) if said(needle)));
        let common = || PANICS.iter().find(|(needle, _)| said(needle));
        own.or_else(|| common().map(|&(_, code)| code))
    }

    fn hang(&self, explained: &str) -> Ending {
        let seconds = self.child.deadline.as_secs_f64();
        let mut actual =
            format!("after {seconds} s it still runs. {}", self.check.hangs);
        if !explained.is_empty() {
            actual.push_str("\nWhat the probes know:");
            explained.lines().for_each(|line| {
                actual.push_str("\n- ");
                actual.push_str(line);
            });
        }
        self.guard(Some(When::Hang), codes::HANG, &actual)
    }

    /// Loom found an order in which every thread waits.
    fn deadlock(&self) -> bool {
        self.panics().any(|(_, message)| message.starts_with(LOOM_DEADLOCK))
    }

    /// The process is gone, and didn't say why.
    fn death(&self) -> Ending {
        if self.deadlock() {
            let hangs = self.check.hangs;
            let actual =
                format!("in one of the orders, every thread waits. {hangs}");
            return self.guard(Some(When::Hang), codes::HANG, &actual);
        }
        if self.record("panicked").is_some() {
            return self.guard(None, codes::PANIC, "it panicked");
        }
        let Child { status, overflowed, .. } = self.child;
        if *overflowed || Death::Stack.is(*status) {
            let actual = "its calls go deeper than a stack of 2 MiB";
            return self.guard(Some(When::StackOverflow), codes::STACK, actual);
        }
        if Death::Abort.is(*status) {
            let actual = match self.panics().count() {
                0 => "the process was aborted",
                _ => {
                    "it panicked where nobody can go on, so the process was aborted"
                }
            };
            return self.guard(Some(When::Abort), codes::ABORT, actual);
        }
        match status.code().filter(|_| !Death::Crash.is(*status)) {
            Some(code) => {
                let actual =
                    format!("it ended the process, with exit status {code}");
                self.guard(None, codes::EXIT, &actual)
            }
            None => {
                let actual = format!("the system stopped the process: {status}");
                self.guard(None, codes::CRASH, &actual)
            }
        }
    }
}

/// The ways to die that the system tells apart.
enum Death {
    Abort,
    Crash,
    Stack,
}

impl Death {
    #[cfg(unix)]
    fn is(&self, status: ExitStatus) -> bool {
        use std::os::unix::process::ExitStatusExt;
        const SIGABRT: i32 = 6;
        match self {
            Self::Abort => status.signal() == Some(SIGABRT),
            Self::Crash => status.signal().is_some(),
            // That is an abort, with a message.
            Self::Stack => false,
        }
    }

    #[cfg(windows)]
    fn is(&self, status: ExitStatus) -> bool {
        const FAST_FAIL: u32 = 0xC000_0409;
        const STACK_OVERFLOW: u32 = 0xC000_00FD;
        const FIRST_ERROR: u32 = 0xC000_0000;
        let code = status.code().map_or(0, i32::cast_unsigned);
        match self {
            Self::Abort => code == FAST_FAIL,
            Self::Crash => code >= FIRST_ERROR,
            Self::Stack => code == STACK_OVERFLOW,
        }
    }

    #[cfg(not(any(unix, windows)))]
    fn is(&self, status: ExitStatus) -> bool {
        matches!(self, Self::Crash) && status.code().is_none()
    }
}
