//! Figures that another program has measured, such as `asyncio.py`.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::results::{Absent, EntrantResult, Results};

/// What such a program prints.
#[derive(Debug, Deserialize)]
pub struct Measured {
    samples: Vec<Samples>,
    absent: Vec<Absent>,
}

#[derive(Debug, Deserialize)]
struct Samples {
    entrant: String,
    workload: String,
    note: Option<String>,
    /// In the unit of the workload.
    samples: Vec<f64>,
}

impl Measured {
    /// Reads what the program printed.
    ///
    /// # Errors
    ///
    /// One sentence, if there is no such file or it has something else in it.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path);
        let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
        let measured = serde_json::from_str(&text);
        measured
            .map_err(|error| format!("{} has no figures: {error}", path.display()))
    }

    /// Puts the figures beside those of the same workloads. They are shown, and not
    /// compared: it is another language.
    pub fn fold_into(self, results: &mut Results) {
        for Samples { entrant, workload, note, samples } in self.samples {
            let mut workloads = results.workloads.iter_mut();
            if let Some(result) = workloads.find(|result| result.name == workload) {
                result.entrants.push(EntrantResult {
                    name: entrant,
                    ours: false,
                    counts_as_peer: false,
                    note,
                    samples,
                });
            }
        }
        results.absent.extend(self.absent);
    }
}
