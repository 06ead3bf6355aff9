//! What a workload is, and what comes of running it once.

use std::time::{Duration, Instant};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::results::{EntrantResult, Unit, WorkloadResult};

/// Something that every entrant does in the same way.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// The name to filter by.
    pub name: &'static str,
    /// What it does, in a few words.
    pub title: &'static str,
    /// What is measured.
    pub unit: Unit,
    /// How many cores the process may use meanwhile.
    pub cores: usize,
    /// One thread works, and never waits.
    pub busy: bool,
    /// Each sample is taken in a process of its own.
    pub alone: bool,
    /// What step 5 must reach. See [`WorkloadResult`](crate::results::WorkloadResult).
    pub must: Option<f64>,
    /// What step 5 would like to reach.
    pub aim: Option<f64>,
    /// What step 4 must reach.
    pub must_step04: Option<f64>,
    /// Whose names begin so are the peers to compare with. None means everybody.
    pub against: Option<&'static str>,
}

impl Workload {
    /// Nanoseconds on one core, and nothing to reach.
    pub(crate) const fn new(name: &'static str, title: &'static str) -> Self {
        Self {
            name,
            title,
            unit: Unit::NanosPerOp,
            cores: 1,
            busy: false,
            alone: false,
            must: None,
            aim: None,
            must_step04: None,
            against: None,
        }
    }

    /// Sets what step 5 must reach, and what it would like to.
    pub(crate) const fn must(mut self, must: f64, aim: f64) -> Self {
        (self.must, self.aim) = (Some(must), Some(aim));
        self
    }

    /// Sets what step 4 must reach.
    pub(crate) const fn must_step04(mut self, must: f64) -> Self {
        self.must_step04 = Some(must);
        self
    }

    /// One thread works, and never waits.
    pub(crate) const fn busy(mut self) -> Self {
        self.busy = true;
        self
    }

    /// Gives it two cores.
    pub(crate) const fn on_two_cores(mut self) -> Self {
        self.cores = 2;
        self
    }

    pub(crate) fn result(&self, entrants: Vec<EntrantResult>) -> WorkloadResult {
        let Self { name, title, unit, must, aim, must_step04, .. } = *self;
        let (name, title) = (name.to_owned(), title.to_owned());
        WorkloadResult { name, title, unit, must, aim, must_step04, entrants }
    }
}

/// How large a sample may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Size {
    /// What the titles say.
    Full,
    /// At most a hundred thousand of anything: for a look.
    Quick,
    /// Just enough to see that it works.
    Tiny,
}

impl Size {
    /// Returns how many there are when there should be `full`.
    #[must_use]
    pub fn of(self, full: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Quick => full.min(100_000),
            Self::Tiny => full.min(8),
        }
    }
}

/// What one run of a workload measured.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Sample {
    /// In the unit of the workload.
    pub figure: f64,
    /// How many operations that is the average of.
    pub operations: usize,
    /// By how much timers were late in the middle, where that matters.
    pub late: Option<Duration>,
}

impl Sample {
    /// A figure that is no average.
    pub(crate) fn single(figure: f64) -> Self {
        Self { figure, operations: 1, late: None }
    }

    /// The average of so many operations that took so long together.
    pub(crate) fn per_operation(elapsed: Duration, operations: usize) -> Self {
        let figure = elapsed.as_nanos() as f64 / operations as f64;
        Self { figure, operations, late: None }
    }

    /// The average of so many operations since `start`.
    pub(crate) fn since(start: Instant, operations: usize) -> Self {
        Self::per_operation(start.elapsed(), operations)
    }
}
