use std::sync::{Arc, Mutex};

use crate::{Describe, lock, register};

/// What happened, in order. Clones write to the same trace.
///
/// ```
/// let trace = probes::Trace::new("the office");
/// let clerk = trace.clone();
/// clerk.log("open");
/// trace.log(format!("customer {}", 1));
/// assert_eq!(trace.entries(), ["open", "customer 1"]);
/// ```
#[derive(Clone, Debug)]
pub struct Trace {
    lines: Arc<Lines>,
}

#[derive(Debug)]
struct Lines {
    name: String,
    entries: Mutex<Vec<String>>,
}

/// A loop without end would fill the memory with its trace.
const MOST: usize = 10_000;

impl Trace {
    /// A trace in which nothing has happened.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        let lines = Arc::new(Lines { name: name.into(), entries: Mutex::default() });
        register(&lines);
        Self { lines }
    }

    /// Writes one entry. Beyond 10,000 of them, they are left out.
    pub fn log(&self, entry: impl Into<String>) {
        let mut entries = lock(&self.lines.entries);
        if entries.len() < MOST {
            entries.push(entry.into());
        }
    }

    /// All entries so far.
    #[must_use]
    pub fn entries(&self) -> Vec<String> {
        lock(&self.lines.entries).clone()
    }

    /// All entries so far; the trace is empty after that.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.lines.entries))
    }
}

impl Describe for Lines {
    fn describe(&self) -> Option<String> {
        const SHOWN: usize = 5;
        let entries = self.entries.try_lock().ok()?;
        let last = &entries[entries.len().saturating_sub(SHOWN)..];
        let dots = if entries.len() > SHOWN { "… " } else { "" };
        Some(format!("{}: {dots}{}", self.name, last.join(", ")))
            .filter(|_| !entries.is_empty())
    }
}
