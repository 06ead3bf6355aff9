//! What was measured: the one value that every report is made from.

use serde::{Deserialize, Serialize};

/// One run of the ratio runner.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Results {
    /// Where it ran.
    pub machine: Machine,
    /// The command line that repeats it.
    pub command: String,
    /// When it began: ISO 8601, UTC.
    pub date: String,
    /// How many samples each entrant has, at most.
    pub rounds: usize,
    /// Smaller sizes and fewer rounds: good for a look, not for a claim.
    pub quick: bool,
    /// What was measured, in the order of the list.
    pub workloads: Vec<WorkloadResult>,
    /// Who didn't take part, and why.
    pub absent: Vec<Absent>,
}

/// The machine and the tools behind the numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name.
    pub cpu: String,
    /// How many cores this process may use.
    pub cores: usize,
    /// The kernel and its version.
    pub kernel: String,
    /// The compiler's version.
    pub rustc: String,
    /// Who hands out the memory.
    pub allocator: String,
}

/// One workload, and everybody's samples of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WorkloadResult {
    /// The name to filter by, such as `yields-100`.
    pub name: String,
    /// What it does, in a few words, such as "100 tasks yield 1000 times".
    pub title: String,
    /// What the samples count.
    pub unit: Unit,
    /// What step 5 must reach: how many times as fast as the best peer. For
    /// [`Unit::Bytes`] it is the most a task may take, and for
    /// [`Unit::Throughput`] the least factor.
    pub must: Option<f64>,
    /// What step 5 would like to reach, counted as `must`.
    pub aim: Option<f64>,
    /// What step 4 must reach, counted as `must`.
    pub must_step04: Option<f64>,
    /// In the order in which they are listed, not by rank.
    pub entrants: Vec<EntrantResult>,
}

/// What a sample counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum Unit {
    /// Nanoseconds for each operation: less is better.
    NanosPerOp,
    /// Bytes for each task: less is better.
    Bytes,
    /// How many times as much with two loops as with one: more is better.
    Throughput,
}

/// One entrant's samples of one workload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntrantResult {
    /// Such as `step05` or `tokio-local`.
    pub name: String,
    /// A step of this workspace.
    pub ours: bool,
    /// Whether it may be the best peer. What offers less than the work asks for,
    /// such as tasks that cannot be joined, is shown and not compared.
    pub counts_as_peer: bool,
    /// What a reader should know about this entrant's figures.
    pub note: Option<String>,
    /// One figure a round, for each operation.
    pub samples: Vec<f64>,
}

/// Somebody who didn't take part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Absent {
    /// Such as `monoio`.
    pub entrant: String,
    /// Where it is missing; everywhere if there is none.
    pub workload: Option<String>,
    /// One sentence.
    pub why: String,
}
