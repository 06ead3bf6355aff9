/// What happened when a program ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The events: milliseconds, task, what it did; and the last may be a deadlock.
    pub lines: Vec<String>,
    /// How it ended.
    pub ended: Ended,
    /// No two timers were ever set for the same moment.
    pub distinct_deadlines: bool,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// `main` got to its end.
    Well,
    /// `main` failed.
    Failed,
    /// Everybody waited for somebody who waited, or who was never spawned.
    Deadlocked,
}
