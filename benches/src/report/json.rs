//! The results as JSON, for later: to compare runs, or to draw them again.

use std::error::Error;
use std::fmt::{self, Display};

use serde::Serialize;
use serde_json::Value;

use crate::results::Results;

/// The version that is written, and the only one that is read.
const VERSION: u64 = 1;

#[derive(Serialize)]
struct Versioned<'a> {
    version: u64,
    #[serde(flatten)]
    results: &'a Results,
}

/// Writes the results as JSON that [`read_json`] reads without a loss.
///
/// JSON has no word for a number that isn't finite. Such a sample becomes `null`, and
/// is read as NaN: a round without a measurement, as which all reports take it.
#[must_use]
pub fn json(results: &Results) -> String {
    let versioned = Versioned { version: VERSION, results };
    serde_json::to_string_pretty(&versioned)
        .expect("strings, numbers and lists have a form in JSON")
        + "\n"
}

/// Reads what [`json`] wrote.
///
/// # Errors
///
/// If the text isn't JSON, doesn't name version 1, or isn't a run's results.
pub fn read_json(text: &str) -> Result<Results, ReadError> {
    let mut file: Value = serde_json::from_str(text).map_err(ReadError::NotJson)?;
    match file.get("version") {
        None => return Err(ReadError::NoVersion),
        Some(version) if version.as_u64() == Some(VERSION) => {}
        Some(version) => return Err(ReadError::OtherVersion(version.to_string())),
    }
    let gaps = fill_gaps(&mut file);
    let mut results: Results =
        serde_json::from_value(file).map_err(ReadError::NotResults)?;
    for [workload, entrant, sample] in gaps {
        results.workloads[workload].entrants[entrant].samples[sample] = f64::NAN;
    }
    Ok(results)
}

/// Puts a zero in place of each sample that is `null`, and says where it did.
fn fill_gaps(file: &mut Value) -> Vec<[usize; 3]> {
    let mut gaps = Vec::new();
    for (workload, value) in list(file, "workloads") {
        for (entrant, value) in list(value, "entrants") {
            for (sample, value) in list(value, "samples") {
                if value.is_null() {
                    *value = Value::from(0.0);
                    gaps.push([workload, entrant, sample]);
                }
            }
        }
    }
    gaps
}

fn list<'a>(
    value: &'a mut Value,
    name: &str,
) -> impl Iterator<Item = (usize, &'a mut Value)> + use<'a> {
    let list = value.get_mut(name).and_then(Value::as_array_mut);
    list.into_iter().flatten().enumerate()
}

/// Why a text could not be read as results.
#[derive(Debug)]
pub enum ReadError {
    /// It isn't JSON; the error names the line.
    NotJson(serde_json::Error),
    /// It is JSON, but not written by [`json`].
    NoVersion,
    /// It was written by another version of this program, whose number this is.
    OtherVersion(String),
    /// It has the right version, but a part is missing or of the wrong kind.
    NotResults(serde_json::Error),
}

impl Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NotJson(error) => write!(f, "this is not JSON: {error}"),
            ReadError::NoVersion => {
                write!(f, "this JSON names no version, so it is not a run's results")
            }
            ReadError::OtherVersion(version) => write!(
                f,
                "these results have version {version}, and only version {VERSION} can \
                 be read; measure again"
            ),
            ReadError::NotResults(error) => {
                write!(f, "this JSON does not hold a run's results: {error}")
            }
        }
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ReadError::NotJson(error) | ReadError::NotResults(error) => Some(error),
            ReadError::NoVersion | ReadError::OtherVersion(_) => None,
        }
    }
}
